package cuedesk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// filterIgnoringAPI answers each search with the same contacts, whatever was asked for, and
// counts what is created.
type filterIgnoringAPI struct {
	found   []map[string]any
	created int
}

func (a *filterIgnoringAPI) serve(r *http.Request) (*http.Response, error) {
	if r.URL.Path == "/v1/contacts" {
		a.created++
		return reply(201, jsonType, `{"uuid":"`+otherID.String()+`"}`), nil
	}
	offset, limit := 0, 10
	_, _ = fmt.Sscan(r.URL.Query().Get("offset"), &offset)
	_, _ = fmt.Sscan(r.URL.Query().Get("limit"), &limit)
	page := a.found[min(offset, len(a.found)):min(offset+limit, len(a.found))]
	body, err := json.Marshal(map[string]any{
		"contacts": append([]map[string]any{}, page...), "pagination": map[string]int{
			"limit": limit, "offset": offset, "total": len(a.found),
		},
	})
	return reply(200, jsonType, string(body)), err
}

// contactsLike are contacts with one value each of a field, created one after the
// other.
func contactsLike(field string, values ...string) []map[string]any {
	var found []map[string]any
	for i, value := range values {
		found = append(found, map[string]any{
			"uuid": fmt.Sprintf("ff0556cf-0000-4000-8000-%012d", i), field: value,
			"created_at": time.Unix(int64(i), 0).UTC().Format(time.RFC3339),
		})
	}
	return found
}

// TestContactsService_Ensure_compares: a search that is loose, folds case or ignores its
// filter does not make it return another contact.
func TestContactsService_Ensure_compares(t *testing.T) {
	t.Parallel()
	const email, phone, external = cuedesk.MatchEmail, cuedesk.MatchPhoneNumber, cuedesk.MatchExternalContactID
	crowd := strings.Split(strings.Repeat("nobody@example.com ", 350), " ")[:350]
	for name, test := range map[string]struct {
		by    cuedesk.MatchField
		want  string
		found []string
		index int // of the contact that is returned; -1: one is created
	}{
		"identical":                    {email, "ann@example.com", []string{"ann@example.com"}, 0},
		"contains it":                  {email, "ann@example.com", []string{"joann@example.com"}, -1},
		"begins with it":               {email, "ann@example.com", []string{"ann@example.com.au"}, -1},
		"identical after others":       {email, "ann@example.com", []string{"joann@example.com", "ann@example.com"}, 1},
		"identical after another case": {email, "ann@example.com", []string{"Ann@Example.com", "ann@example.com"}, 1},
		"another case":                 {email, "ann@example.com", []string{"ANN@EXAMPLE.COM"}, 0},
		"oldest of another case":       {email, "ann@example.com", []string{"Ann@example.com", "ANN@example.com"}, 0},
		"a letter that folds":          {email, "kim@example.com", []string{"\u212aim@example.com"}, -1},
		"white space":                  {email, "ann@example.com", []string{" ann@example.com"}, -1},
		"no address":                   {email, "ann@example.com", []string{""}, -1},
		"on a further page":            {email, "ann@example.com", append(crowd, "ann@example.com"), 350},
		"not on any page":              {email, "ann@example.com", crowd, -1},
		"same digits":                  {phone, "+1 (555) 0100", []string{"15550101", "1-555-0100"}, 1},
		"identical before same digits": {phone, "15550100", []string{"+15550100", "15550100"}, 1},
		"other digits":                 {phone, "5550100", []string{"15550100"}, -1},
		"an extension":                 {phone, "555-0100 x12", []string{"555-010012", "555-0100 x1 2"}, -1},
		"an extension, identical":      {phone, "555-0100 x12", []string{"555010012", "555-0100 x12"}, 1},
		"another extension":            {phone, "555-0100", []string{"555-0100 x12"}, -1},
		"letters":                      {phone, "1-800-FLOWERS", []string{"1800", "1-800-FLOWERS1"}, -1},
		"digits of another script":     {phone, "555", []string{"5\u0665\u06655\u06655"}, -1},
		"no digits":                    {phone, "unknown", []string{"none"}, -1},
		"identical without digits":     {phone, "unknown", []string{"unknown"}, 0},
		"external ID":                  {external, "x-1", []string{"X-1", "x-1"}, 1},
		"external ID in another case":  {external, "x-1", []string{"X-1"}, -1},
		"external ID with same digits": {external, "1", []string{"a1"}, -1},
	} {
		api := &filterIgnoringAPI{found: contactsLike(string(test.by), test.found...)}
		in := map[cuedesk.MatchField]cuedesk.ContactCreate{
			email: {Email: test.want}, phone: {PhoneNumber: test.want}, external: {ExternalContactID: test.want},
		}[test.by]
		got, err := newClient(t, api.serve).Contacts.Ensure(t.Context(), in, test.by)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		want := otherID.String()
		if test.index >= 0 {
			want = api.found[test.index]["uuid"].(string)
		}
		if created := test.index < 0; got.Contact.ID.String() != want || got.Created != created ||
			api.created != 0 != created {
			t.Errorf("%s: %v, created %t and %d, want %s", name, got.Contact.ID, got.Created, api.created, want)
		}
	}
}

// TestContactsService_Ensure_ignoredFilter: a search without an end proves nothing, so that
// nothing is created.
func TestContactsService_Ensure_ignoredFilter(t *testing.T) {
	t.Parallel()
	values := make([]string, 1200)
	api := &filterIgnoringAPI{found: contactsLike("email", values...)}
	_, err := newClient(t, api.serve).Contacts.Ensure(t.Context(), bruce, cuedesk.MatchEmail)
	if !errors.Is(err, cuedesk.ErrBadResponse) || !strings.Contains(err.Error(), "filter") || api.created != 0 {
		t.Errorf("%d created, %v", api.created, err)
	}
}

// TestContactsService_Ensure_archived: one that is archived is taken only if no other
// matches, and keeps a second from being created.
func TestContactsService_Ensure_archived(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		found    []string
		archived []bool
		index    int
	}{
		"alone":                      {[]string{"ann@example.com"}, []bool{true}, 0},
		"alone, in another case":     {[]string{"ANN@example.com"}, []bool{true}, 0},
		"before one in use":          {[]string{"ann@example.com", "ann@example.com"}, []bool{true, false}, 1},
		"beside one in another case": {[]string{"ann@example.com", "ANN@example.com"}, []bool{true, false}, 1},
		"after one in use":           {[]string{"ann@example.com", "ann@example.com"}, []bool{false, true}, 0},
		"identical before alike":     {[]string{"ANN@example.com", "ann@example.com"}, []bool{true, true}, 1},
		"several":                    {[]string{"ann@example.com", "ann@example.com"}, []bool{true, true}, 0},
	} {
		api := &filterIgnoringAPI{found: contactsLike("email", test.found...)}
		for i, archived := range test.archived {
			api.found[i]["archived"] = archived
		}
		got, err := newClient(t, api.serve).Contacts.Ensure(t.Context(), ann, cuedesk.MatchEmail)
		if err != nil || got.Created || api.created != 0 || got.Contact.ID.String() != api.found[test.index]["uuid"] {
			t.Errorf("%s: %+v, %d created, %v", name, got, api.created, err)
		}
	}
}

// TestContactsService_Ensure_otherValue: what the API creates with another value is not found by
// the next call, which would create one more.
func TestContactsService_Ensure_otherValue(t *testing.T) {
	t.Parallel()
	const email, phone, external = cuedesk.MatchEmail, cuedesk.MatchPhoneNumber, cuedesk.MatchExternalContactID
	for _, test := range []struct {
		by          cuedesk.MatchField
		sent, value string
		good        bool
	}{
		{email, "ann@example.com", "ann@example.com", true},
		{email, "Ann@Example.com", "ann@example.com", true},
		{email, "ann@example.com", "", true}, // which says nothing
		{email, " ann@example.com", "ann@example.com", false},
		{email, "\u00c9ve@example.com", "\u00e9ve@example.com", false},
		{email, "ann@example.com", "bob@example.com", false},
		{phone, "+1 (555) 0100", "15550100", true},
		{phone, "0555 0100", "+1 555 0100", false},
		{external, "x-1", "X-1", false},
		{external, "x-1 ", "x-1", false},
	} {
		client := newClient(t, func(r *http.Request) (*http.Response, error) {
			if r.URL.Path == "/v1/contacts" {
				return reply(201, jsonType, `{"uuid":"`+otherID.String()+`","`+string(test.by)+`":"`+test.value+`"}`), nil
			}
			return (&filterIgnoringAPI{}).serve(r)
		})
		in := map[cuedesk.MatchField]cuedesk.ContactCreate{
			email: {Email: test.sent}, phone: {PhoneNumber: test.sent}, external: {ExternalContactID: test.sent},
		}[test.by]
		got, err := client.Contacts.Ensure(t.Context(), in, test.by)
		if test.good != (err == nil && got.Created) || !test.good && !errors.Is(err, cuedesk.ErrBadResponse) {
			t.Errorf("%s %q for %q: %+v, %v", test.by, test.value, test.sent, got, err)
		}
	}
}
