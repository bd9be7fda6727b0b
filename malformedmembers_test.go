package cuedesk_test

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// oddMember is a member that a response has in another form than documented.
type oddMember struct {
	member string // as it is sent
	extra  string // the member of Extra that keeps it
	raw    string // what that has
	err    string // the end of the error, if it is one
}

// oddTimes are the readings of a member that should hold a time.
func oddTimes(name string) []oddMember {
	at := func(value string) string { return `"` + name + `":` + value }
	return []oddMember{
		{member: at(`null`)},
		{member: at(`""`)},
		{member: at(`"2025-12-10T10:31:34"`), extra: name, raw: `"2025-12-10T10:31:34"`},
		{member: at(`"2025-12-10 10:31:34"`), extra: name, raw: `"2025-12-10 10:31:34"`},
		{member: at(`"10.12.2025\ud800"`), extra: name, raw: `"10.12.2025` + "\uFFFD" + `"`},
		{member: at(`1765362694`), extra: name, raw: `1765362694`},
		{member: at(`-1.5`), extra: name, raw: `-1.5`},
		{member: at(`true`), err: `JSON boolean at "/ITEM/` + name + `" does not fit time.Time`},
		{member: at(`{}`), err: `JSON object at "/ITEM/` + name + `" does not fit time.Time`},
		{member: at(`[]`), err: `JSON array at "/ITEM/` + name + `" does not fit time.Time`},
		{member: at(`""`) + "," + at(`""`), err: `a member comes twice at "/ITEM/` + name + `"`},
	}
}

// lenient is a list whose second item has one odd member.
type lenient struct {
	collection string
	odd        []oddMember
	list       func(context.Context, *cuedesk.Client) (extra map[string]cuedesk.Value, n int, err error)
}

func extraOf[T any](page *cuedesk.Page[T], err error,
	extra func(T) map[string]cuedesk.Value,
) (map[string]cuedesk.Value, int, error) {
	if err != nil {
		return nil, 0, err
	}
	if len(page.Items) < 2 {
		return nil, len(page.Items), nil
	}
	return extra(page.Items[1]), len(page.Items), nil
}

var lenientLists = map[string]lenient{
	"Contact": {
		collection: "contacts",
		odd: append(append(append(oddTimes("created_at"), oddTimes("updated_at")...), oddTimes("last_engaged_at")...),
			oddMember{member: `"custom_fields":[]`},
			oddMember{member: `"custom_fields":[ ]`},
			oddMember{member: `"custom_fields":null`},
			oddMember{member: `"custom_fields":{"a":1,"a":2}`},
			oddMember{member: `"workspace_uuid":null,"first_name":null,"archived":null`},
			oddMember{member: `"workspace_uuid":""`},
			oddMember{
				member: `"custom_fields":[1]`, err: `JSON array at "/ITEM/custom_fields" does not fit cuedesk.CustomValues`,
			},
			oddMember{
				member: `"custom_fields":"{}"`, err: `JSON string at "/ITEM/custom_fields" does not fit cuedesk.CustomValues`,
			},
			oddMember{member: `"custom_fields":{"a":{"b":1,"b":2}}`, err: `a member comes twice at "/ITEM/custom_fields/a"`},
			oddMember{member: `"email":"a","email":"a"`, err: `a member comes twice at "/ITEM/email"`},
			oddMember{member: `"new":1,"new":2`, err: `a member comes twice at "/ITEM/new"`},
			oddMember{member: `"phone_number":491510000`, err: `JSON number at "/ITEM/phone_number" does not fit string`},
			oddMember{member: `"archived":"false"`, err: `JSON string at "/ITEM/archived" does not fit bool`},
			oddMember{member: `"archived":0`, err: `JSON number at "/ITEM/archived" does not fit bool`},
			oddMember{member: `"workspace_uuid":"w1"`, err: `JSON string at "/ITEM/workspace_uuid" does not fit ` +
				`cuedesk.ID[github.com/cuedesk/cuedesk-go.workspace]`},
		),
		list: func(ctx context.Context, c *cuedesk.Client) (map[string]cuedesk.Value, int, error) {
			page, err := c.Contacts.List(ctx, cuedesk.ListContactsOptions{})
			return extraOf(page, err, func(c cuedesk.Contact) map[string]cuedesk.Value { return c.Extra })
		},
	},
	"List": {
		collection: "contact_lists",
		odd: append(append(oddTimes("created_at"), oddTimes("updated_at")...),
			oddMember{member: `"created_by":null,"updated_by":"","emoji":null`},
			oddMember{member: `"count":"5"`, err: `JSON string at "/ITEM/count" does not fit int`},
		),
		list: func(ctx context.Context, c *cuedesk.Client) (map[string]cuedesk.Value, int, error) {
			page, err := c.Lists.List(ctx, cuedesk.ListListsOptions{})
			return extraOf(page, err, func(l cuedesk.List) map[string]cuedesk.Value { return l.Extra })
		},
	},
	"CustomField": {
		collection: "custom_fields",
		odd: append(append(append(oddTimes("created_at"), oddTimes("updated_at")...), oddTimes("archived_at")...),
			oddMember{member: `"select_options":null,"icon":null`},
			oddMember{
				member: `"select_options":{}`, err: `JSON object at "/ITEM/select_options" does not fit []cuedesk.SelectOption`,
			},
		),
		list: func(ctx context.Context, c *cuedesk.Client) (map[string]cuedesk.Value, int, error) {
			page, err := c.CustomFields.List(ctx, cuedesk.PageOptions{})
			return extraOf(page, err, func(f cuedesk.CustomField) map[string]cuedesk.Value { return f.Extra })
		},
	},
	"Note": {
		collection: "notes",
		odd: append(append(append(oddTimes("created_at"), oddTimes("updated_at")...), oddTimes("archived_at")...),
			oddMember{member: `"content":[]`},
			oddMember{member: `"content":null`},
			oddMember{member: `"content":[1]`, err: `JSON array at "/ITEM/content" does not fit cuedesk.NoteContent`},
			oddMember{member: `"content":{"text":5}`, err: `JSON number at "/ITEM/content/text" does not fit string`},
		),
		list: func(ctx context.Context, c *cuedesk.Client) (map[string]cuedesk.Value, int, error) {
			page, err := c.Notes.List(ctx, contactID, cuedesk.PageOptions{})
			return extraOf(page, err, func(n cuedesk.Note) map[string]cuedesk.Value { return n.Extra })
		},
	},
}

// clientReturning is a client that gets this body for everything, once.
func clientReturning(t *testing.T, body string) *cuedesk.Client {
	t.Helper()
	return newClient(t, func(*http.Request) (*http.Response, error) { return reply(200, jsonType, body), nil },
		cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))
}

// TestPage_UnmarshalJSON_malformedMembers: one odd member makes no page unreadable, or the error names
// its place.
func TestPage_UnmarshalJSON_malformedMembers(t *testing.T) {
	t.Parallel()
	const uuid = `{"uuid":"ff0556cf-fbad-4d55-94cd-119bac9df2da"`
	for name, test := range lenientLists {
		for _, odd := range test.odd {
			t.Run(name+" "+odd.member, func(t *testing.T) {
				t.Parallel()
				body := `{"` + test.collection + `":[` + uuid + `},` + uuid + `,` + odd.member + `},` + uuid +
					`}],"pagination":{"limit":50,"offset":0,"total":3}}`
				extra, n, err := test.list(t.Context(), clientReturning(t, body))
				if odd.err != "" {
					want := strings.Replace(odd.err, "ITEM", test.collection+"/1", 1)
					if !errors.Is(err, cuedesk.ErrBadResponse) || !strings.HasSuffix(err.Error(), want) {
						t.Errorf("got %v\nwant %s", err, want)
					}
					return
				}
				if err != nil || n != 3 {
					t.Fatalf("%d items, %v", n, err)
				}
				if odd.extra == "" && len(extra) > 0 || string(extra[odd.extra].Raw()) != odd.raw {
					t.Errorf("extra members %v, want %s", extra, odd.raw)
				}
			})
		}
	}
}

// TestPage_Null: null stands for no items where the total says so.
func TestPage_Null(t *testing.T) {
	t.Parallel()
	for name, test := range lenientLists {
		for body, ok := range map[string]bool{
			`{"` + test.collection + `":null,"pagination":{"limit":50,"offset":0,"total":0}}`:  true,
			`{"pagination":{"limit":50,"offset":0,"total":0},"` + test.collection + `":null}`:  true,
			`{"` + test.collection + `":null,"pagination":{"limit":50,"offset":0,"total":1}}`:  false,
			`{"` + test.collection + `":null,"pagination":{"limit":50,"offset":0}}`:            false,
			`{"` + test.collection + `":null,"pagination":{"limit":50,"total":null}}`:          false,
			`{"` + test.collection + `":null,"pagination":null}`:                               false,
			`{"` + test.collection + `":[null],"pagination":{"limit":1,"offset":0,"total":1}}`: false,
			`{"pagination":{"limit":50,"offset":0,"total":0}}`:                                 false,
			`{"` + test.collection + `":{},"pagination":{"limit":50,"offset":0,"total":0}}`:    false,
		} {
			_, n, err := test.list(t.Context(), clientReturning(t, body))
			if (err == nil) != ok || err != nil && !errors.Is(err, cuedesk.ErrBadResponse) || n != 0 {
				t.Errorf("%s %s: %d items, %v", name, body, n, err)
			}
		}
	}
}

// TestContact_UnmarshalJSON_malformedMembers: the lenient readings are those of a single contact too,
// and what was read can be encoded and read again.
func TestContact_UnmarshalJSON_malformedMembers(t *testing.T) {
	t.Parallel()
	const body = `{"uuid":"ff0556cf-fbad-4d55-94cd-119bac9df2da","created_at":"2025-12-10 10:31:34",` +
		`"updated_at":"2025-12-10T10:31:34+01:00",` +
		`"last_engaged_at":"","custom_fields":{"a":1,"b":"x","a":[2]}}`
	c, err := clientReturning(t, body).Contacts.Get(t.Context(), contactID)
	if err != nil {
		t.Fatal(err)
	}
	if got := string(c.CustomFields.Raw()); got != `{"b":"x","a":[2]}` {
		t.Errorf("custom values %s: the last one of a key should count", got)
	}
	if !c.CreatedAt.IsZero() || c.Extra["created_at"].String() != "2025-12-10 10:31:34" || !c.LastEngagedAt.IsZero() {
		t.Errorf("times %v, %v, %v", c.CreatedAt, c.LastEngagedAt, c.Extra)
	}
	if !c.UpdatedAt.Equal(time.Date(2025, 12, 10, 9, 31, 34, 0, time.UTC)) {
		t.Errorf("updated at %v", c.UpdatedAt)
	}
	data, err := marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var again cuedesk.Contact
	if err := json.Unmarshal([]byte(data), &again); err != nil || again.Extra["created_at"] != c.Extra["created_at"] ||
		again.CustomFields != c.CustomFields {
		t.Errorf("read again from %s: %+v, %v", data, again, err)
	}
}

// TestContactsService_CustomFields_malformedMembers: custom values alone are read as
// those of a contact are.
func TestContactsService_CustomFields_malformedMembers(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"custom_fields":[]}`:                    `{}`,
		`{"custom_fields":null}`:                  `{}`,
		`{"custom_fields":{"a":1,"a":2,"b":3}}`:   `{"a":2,"b":3}`,
		`{"custom_fields":{"a":1,"\u0061":"x"}}`:  `{"\u0061":"x"}`,
		`{}`:                                      "",
		`{"custom_fields":[1]}`:                   "",
		`{"custom_fields":{},"custom_fields":{}}`: "",
	} {
		values, err := clientReturning(t, body).Contacts.CustomFields(t.Context(), contactID)
		if want == "" {
			if !errors.Is(err, cuedesk.ErrBadResponse) {
				t.Errorf("%s: %v, %v", body, values, err)
			}
		} else if err != nil || string(values.Raw()) != want {
			t.Errorf("%s: %v, %v", body, values, err)
		}
	}
}
