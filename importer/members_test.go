package importer_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

const (
	listsOf   = "GET /v1/contacts/{contact_uuid}/contact-lists"
	membersOf = "GET /v1/contact-lists/{contact_list_uuid}/contacts"
	contacts  = "GET /v1/contacts"
)

// addContactsAPI answers requests that add contacts to a list in a way of its own.
type addContactsAPI struct {
	*cuedesktest.Server

	answer func(ids []string) string // nil: the server answers
	loose  bool                      // the list of contacts is not filtered
}

func (a *addContactsAPI) RoundTrip(r *http.Request) (*http.Response, error) {
	operation := a.Operation(r)
	if operation == contacts && a.loose {
		query := r.URL.Query()
		query.Del("contact_list_uuid")
		r.URL.RawQuery = query.Encode()
	}
	if operation != addMembers || a.answer == nil {
		return a.Server.RoundTrip(r)
	}
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	ids := strings.Split(strings.TrimSuffix(strings.TrimPrefix(string(body), `{"contact_uuids":["`), `"]}`), `","`)
	return respond(r, 201, `{"message":"Done.",`+a.answer(ids)+`}`), nil
}

// addedAnswer answers that the first of the contacts were added, and warns of the others.
func addedAnswer(first int, warn bool) func([]string) string {
	return func(ids []string) string {
		n := min(first, len(ids))
		added, warnings := []string{}, []string{}
		for _, id := range ids[:n] {
			added = append(added, `"`+id+`"`)
		}
		for _, id := range ids[n:] {
			if warn {
				warnings = append(warnings, `{"uuid":"`+id+`","message":"The list is full."}`)
			}
		}
		return fmt.Sprintf(`"added":[%s],"warnings":[%s]`, strings.Join(added, ","), strings.Join(warnings, ","))
	}
}

// TestRun_list: a row is in only if something proves that its contact is in the list.
func TestRun_list(t *testing.T) {
	t.Parallel()
	const in, out = "imported", "unknown:not_in_list"
	late, lost := cuedesktest.Reset().AfterApply(), cuedesktest.StuckImport() // and so each contact is looked up
	full := strings.Repeat(out+" ", 2) + out
	for name, test := range map[string]struct {
		bulk   cuedesktest.Fault // after which the contacts are to be added to the list
		known  bool              // they have the values from before
		answer func([]string) string
		want   string
		loose  bool
		most   int // requests for the members or the lists
	}{
		"batch, there already":          {bulk: late, want: in + " " + in + " " + in, most: 2},
		"batch, nothing added":          {bulk: late, answer: addedAnswer(0, false), want: in + " " + in + " " + in, most: 2},
		"batch, warned":                 {bulk: late, answer: addedAnswer(0, true), want: in + " " + in + " " + in, most: 2},
		"batch, members not to be told": {bulk: late, answer: addedAnswer(0, true), want: full, loose: true, most: 2},
		"singly, added":                 {bulk: lost, known: true, want: in + " " + in + " " + in},
		"singly, nothing added":         {bulk: lost, known: true, answer: addedAnswer(0, false), want: full, most: 9},
		"singly, warned":                {bulk: lost, known: true, answer: addedAnswer(0, true), want: full, most: 9},
		"singly, said to be added":      {bulk: lost, known: true, answer: addedAnswer(1, true), want: in + " " + in + " " + in},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				client := newClient(t, &addContactsAPI{Server: srv, answer: test.answer, loose: test.loose})
				list, err := srv.Client().Lists.Create(t.Context(), cuedesk.ListCreate{Name: "All"})
				if err != nil {
					t.Fatal(err)
				}
				srv.AddContact(cuedesktest.Contact{Email: "other@example.com"}) // that is not in the list
				for _, c := range people(3) {
					ago := time.Now().Add(-time.Hour)
					if test.known {
						srv.AddContact(cuedesktest.Contact{Email: c.Email, FirstName: c.FirstName, CreatedAt: ago, UpdatedAt: ago})
					}
				}
				<-time.After(time.Minute)
				srv.Inject(bulkCreate, test.bulk)
				o := byEmail
				o.Lanes, o.MergeType, o.ListID = 1, cuedesk.MergeCreate, list.ID
				got, err := runImport(t, client, stream(people(3)...), o)
				wantStates(t, got, err, test.want)
				counts := requestCounts(srv)
				if n := counts[listsOf] + counts[membersOf] + counts[contacts]; n > test.most {
					t.Errorf("%d requests to prove who is in the list, more than %d", n, test.most)
				}
			})
		})
	}
}

// TestRun_list_someMembers: of a batch, the contacts that were added are in, and the warnings of
// the API are handed out with the others.
func TestRun_list_someMembers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		client := newClient(t, &addContactsAPI{Server: srv, answer: addedAnswer(2, true)})
		list, err := srv.Client().Lists.Create(t.Context(), cuedesk.ListCreate{Name: "All"})
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range people(4) { // not in the list
			srv.AddContact(cuedesktest.Contact{Email: c.Email, FirstName: c.FirstName})
		}
		// An import that says nothing of its contacts, and does not add them to the list.
		srv.Inject(bulkCreate, cuedesktest.StuckImport())
		o := byEmail
		o.Lanes, o.ListID = 1, list.ID
		got, err := runImport(t, client, stream(people(4)...), o)
		if err != nil {
			t.Fatal(err)
		}
		warned := 0
		for _, r := range got.results {
			if r.Reason == importer.ReasonNotInList {
				warned++
				if len(r.Fields) != 1 || r.Fields[0].Msg != "The list is full." || r.ContactID.IsZero() {
					t.Errorf("warned of line %d: %+v", r.Row.Line, r)
				}
			}
		}
		if warned != 2 || got.Counts.In() != 2 {
			t.Errorf("states are %s", got.states())
		}
	})
}

// TestRun_list_failed: a row that the import failed, and whose contact has its values from
// before, does not count as in the list because the number of rows fits.
func TestRun_list_failed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer(cuedesktest.WithSearchDelay(2 * time.Second))
		list, err := srv.Client().Lists.Create(t.Context(), cuedesk.ListCreate{Name: "All"})
		if err != nil {
			t.Fatal(err)
		}
		rows, ago := people(2), time.Now().Add(-10*time.Second)
		for range 2 { // the import refuses a row that two contacts match
			srv.AddContact(cuedesktest.Contact{
				Email: rows[0].Email, FirstName: rows[0].FirstName, CreatedAt: ago, UpdatedAt: ago,
			})
		}
		o := byEmail
		o.Lanes, o.ListID = 1, list.ID
		got, err := runImport(t, srv.Client(), stream(rows...), o)
		if err != nil {
			t.Fatal(err)
		}
		isMember := map[string]bool{}
		for c, err := range srv.Client().Lists.AllContacts(t.Context(), list.ID, cuedesk.ListMembersOptions{}) {
			if err != nil {
				t.Fatal(err)
			}
			isMember[c.Email] = true
		}
		for _, r := range got.results {
			if r.State.IsIn() && !isMember[r.Row.Contact.Email] {
				t.Errorf("%v, and is not in the list", r)
			}
		}
	})
}

// TestRun_list_requests: what proves who is in the list takes as few requests as the package
// comment says.
func TestRun_list_requests(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		list, err := srv.Client().Lists.Create(t.Context(), cuedesk.ListCreate{Name: "All"})
		if err != nil {
			t.Fatal(err)
		}
		const batches, size = 3, 400
		o := byEmail
		o.Lanes, o.BatchSize, o.MergeType, o.ListID = 1, size, cuedesk.MergeCreate, list.ID
		o.Progress = func(importer.Progress) { srv.Inject(bulkCreate, cuedesktest.Reset().AfterApply()) }
		srv.Inject(bulkCreate, cuedesktest.Reset().AfterApply())
		got, err := runImport(t, srv.Client(), stream(people(batches*size)...), o)
		if err != nil || got.Counts.In() != batches*size {
			t.Fatalf("%v, %s", err, got)
		}
		counts := requestCounts(srv)
		if counts[addMembers] != batches*size/100 || counts[membersOf] != batches ||
			counts[contacts] > batches*(1+size/100) || counts[listsOf] != 0 {
			t.Errorf("requests are %v", counts)
		}
	})
}
