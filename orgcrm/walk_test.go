package orgcrm_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
	"github.com/cuedesk/cuedesk-go/orgcrm"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

// collect ranges over a search to its end, and returns the IDs or names.
func collect(ctx context.Context, c *orgcrm.Client, page orgcrm.SearchOptions) (found []string, err error) {
	for contact, err := range c.Contacts.SearchAll(ctx, orgcrm.AnyOf(), page) {
		if err != nil {
			return found, err
		}
		found = append(found, string(contact.ID)+contact.Name)
	}
	return found, nil
}

// pager finds contacts in pages, and lets a test change them between pages.
type pager struct {
	contacts      []string // IDs in order; those that begin with "{" are contacts without one
	asked         []string
	before        func(request int) // called before request 1, 2, …
	most          int               // on a page, if not 0
	ignoresOffset bool              // does not heed the offset
}

func (p *pager) client(t *testing.T) *orgcrm.Client {
	t.Helper()
	return newClient(t, resttest.Transport(func(r *http.Request) (*http.Response, error) {
		var page struct {
			Limit  int `json:"limit"`
			Offset int `json:"offset"`
		}
		if err := json.UnmarshalRead(r.Body, &page); err != nil {
			return nil, err
		}
		p.asked = append(p.asked, fmt.Sprint(page.Limit, "@", page.Offset))
		if p.before != nil {
			p.before(len(p.asked))
		}
		return resttest.Reply(200, resttest.JSON, p.page(page.Limit, page.Offset)), nil
	}))
}

func (p *pager) page(limit, offset int) string {
	if p.most > 0 {
		limit = min(limit, p.most)
	}
	if p.ignoresOffset {
		offset = 0
	}
	var items []string
	for _, id := range p.contacts[min(offset, len(p.contacts)):min(offset+limit, len(p.contacts))] {
		if !strings.HasPrefix(id, "{") {
			id = `{"id":"` + id + `"}`
		}
		items = append(items, id)
	}
	return `{"items":[` + strings.Join(items, ",") + `]}`
}

func TestContactsService_SearchAll(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		page     orgcrm.SearchOptions
		contacts string
		most     int
		found    string
		asked    string
	}{
		"nothing":  {asked: "50@0"},
		"one":      {contacts: "a", found: "a", asked: "50@0 50@1"},
		"one page": {contacts: "a b", found: "a b", asked: "50@0 50@2"},
		"full pages": {
			page: orgcrm.SearchOptions{Limit: 3}, contacts: "a b c d e", found: "a b c d e", asked: "3@0 6@0 6@5",
		},
		"pages cut short": {contacts: "a b c d e", most: 2, found: "a b c d e", asked: "50@0 50@2 2@1 2@2 2@3 2@4 2@5"},
		"limit of one":    {page: orgcrm.SearchOptions{Limit: 1}, contacts: "a b c", found: "a b c", asked: "1@0 4@0 4@3"},
		"from an offset": {
			page: orgcrm.SearchOptions{Limit: 3, Offset: 2}, contacts: "a b c d e f", found: "c d e f", asked: "3@2 6@2 6@6",
		},
		"beyond the end": {page: orgcrm.SearchOptions{Offset: 9}, contacts: "a b", asked: "50@9"},
		"some without IDs": {
			page: orgcrm.SearchOptions{Limit: 2}, contacts: `a {"name":"B"} c`, found: "a B c", asked: "2@0 5@0 5@3",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &pager{contacts: strings.Fields(test.contacts), most: test.most}
			found, err := collect(t.Context(), p.client(t), test.page)
			if err != nil || strings.Join(found, " ") != test.found {
				t.Errorf("found %v, %v", found, err)
			}
			if got := strings.Join(p.asked, " "); got != test.asked {
				t.Errorf("asked for %s", got)
			}
		})
	}
}

// TestContactsService_SearchAll_contradictions: what cannot be a part of a complete list is an error.
func TestContactsService_SearchAll_contradictions(t *testing.T) {
	t.Parallel()
	for name, p := range map[string]*pager{
		"pages of one":            {contacts: strings.Fields("a b c"), most: 1},
		"twice on a page":         {contacts: strings.Fields("a a b a")},
		"two that cannot be told": {contacts: strings.Fields(`{"name":"A"} {"name":"B"} {"name":"A"}`)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			found, err := collect(t.Context(), p.client(t), orgcrm.SearchOptions{})
			if !errors.Is(err, cuedesk.ErrListChanged) || !errors.Is(err, cuedesk.ErrBadResponse) {
				t.Errorf("found %v, %v", found, err)
			}
			if len(p.asked) > 20 {
				t.Errorf("%d requests", len(p.asked))
			}
		})
	}
}

func numbers(from, to int) []string {
	var all []string
	for n := from; n <= to; n++ {
		all = append(all, strconv.Itoa(n))
	}
	return all
}

// TestContactsService_SearchAll_changesAll: contacts that are all gone from one request to the
// next may come again: that is an error, not an end.
func TestContactsService_SearchAll_changesAll(t *testing.T) {
	t.Parallel()
	p := &pager{contacts: numbers(1, 100)}
	p.before = func(request int) {
		if request == 3 {
			p.contacts = nil
		}
	}
	found, err := collect(t.Context(), p.client(t), orgcrm.SearchOptions{Limit: 10})
	if !errors.Is(err, cuedesk.ErrListChanged) || len(found) != 18 {
		t.Errorf("%d came, %v", len(found), err)
	}
}

// TestContactsService_SearchAll_loopDeletes: a loop that deletes each contact it is given ends well,
// however many they are.
func TestContactsService_SearchAll_loopDeletes(t *testing.T) {
	t.Parallel()
	for _, limit := range []int{0, 7, 10} {
		for _, n := range []int{0, 1, 2, 7, 10, 14, 20, 49, 50, 51, 100, 150} {
			p, came := &pager{contacts: numbers(1, n)}, 0
			for c, err := range p.client(t).Contacts.SearchAll(t.Context(), orgcrm.AnyOf(), orgcrm.SearchOptions{Limit: limit}) {
				if err != nil {
					t.Errorf("limit %d, %d contacts: %d came, %v", limit, n, came, err)
					break
				}
				came++
				p.contacts = slices.DeleteFunc(p.contacts, func(id string) bool { return id == string(c.ID) })
			}
			if came != n {
				t.Errorf("limit %d: %d of %d came", limit, came, n)
			}
		}
	}
}

// TestContactsService_SearchAll_changes: what is created or deleted between two pages makes
// it neither repeat nor miss any other.
func TestContactsService_SearchAll_changes(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		change func(p *pager, request int)
		want   []string
	}{
		"created in front": {func(p *pager, request int) {
			if request == 2 {
				p.contacts = append(numbers(1001, 1003), p.contacts...)
			}
		}, numbers(1, 100)},
		"pages created in front": {func(p *pager, request int) {
			if request == 6 {
				p.contacts = append(numbers(1001, 1030), p.contacts...)
			}
		}, numbers(1, 100)},
		"deleted in front": {func(p *pager, request int) {
			if request == 3 {
				p.contacts = p.contacts[5:]
			}
		}, numbers(1, 100)},
		"pages deleted in front": {func(p *pager, request int) {
			if request == 8 {
				p.contacts = p.contacts[45:]
			}
		}, numbers(1, 100)},
		"as many deleted as created": {func(p *pager, request int) {
			if request == 4 {
				p.contacts = append(numbers(1001, 1004), p.contacts[4:]...)
			}
		}, numbers(1, 100)},
		"created and deleted on each page": {func(p *pager, request int) {
			if request%2 == 0 && request < 12 {
				p.contacts = append([]string{"new" + strconv.Itoa(request)}, p.contacts[2:]...)
			}
		}, numbers(1, 100)},
		"the last one given is deleted": {func(p *pager, request int) {
			if request == 2 {
				p.contacts = slices.Delete(p.contacts, 8, 9)
			}
		}, numbers(1, 100)},
		"all given are deleted": {func(p *pager, request int) {
			if request == 2 {
				p.contacts = p.contacts[9:]
			}
		}, numbers(1, 100)},
		"deleted at the end": {func(p *pager, request int) {
			if request == 3 {
				p.contacts = p.contacts[:50]
			}
		}, numbers(1, 50)},
		"created at the end": {func(p *pager, request int) {
			if request == 12 {
				p.contacts = append(p.contacts, numbers(101, 120)...)
			}
		}, numbers(1, 120)},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &pager{contacts: numbers(1, 100)}
			p.before = func(request int) { test.change(p, request) }
			found, err := collect(t.Context(), p.client(t), orgcrm.SearchOptions{Limit: 10})
			there := slices.DeleteFunc(slices.Clone(found), func(id string) bool {
				return strings.HasPrefix(id, "new") || strings.HasPrefix(id, "10") && len(id) > 3
			})
			slices.SortFunc(there, func(a, b string) int { return len(a)*1000 - len(b)*1000 + strings.Compare(a, b) })
			if diff := cmp.Diff(test.want, there); diff != "" || err != nil {
				t.Errorf("%v (-want +got):\n%s", err, diff)
			}
			if slices.Sort(found); len(slices.Compact(slices.Clone(found))) != len(found) {
				t.Errorf("given twice: %v", found)
			}
		})
	}
}

// TestContactsService_SearchAll_randomChanges: whatever is created and deleted in whatever place
// before each page, and however short the pages are, none is missed that stays, and
// none comes twice.
func TestContactsService_SearchAll_randomChanges(t *testing.T) {
	t.Parallel()
	ended := 0
	for seed := range testset.Pick[uint64](50, 500) {
		r := rand.New(rand.NewPCG(seed, 1))
		p := &pager{contacts: numbers(1, 1+r.IntN(200)), most: 12 + r.IntN(30)}
		stay := slices.Clone(p.contacts)
		added := 0
		p.before = func(request int) {
			at := r.IntN(len(p.contacts) + 1)
			switch r.IntN(12) {
			case 0:
				if request < 30 {
					added++
					p.contacts = slices.Insert(p.contacts, at, "new"+strconv.Itoa(added))
				}
			case 1:
				if at < len(p.contacts) {
					gone := p.contacts[at]
					p.contacts = slices.Delete(p.contacts, at, at+1)
					stay = slices.DeleteFunc(stay, func(id string) bool { return id == gone })
				}
			}
		}
		found, err := collect(t.Context(), p.client(t), orgcrm.SearchOptions{Limit: 1 + r.IntN(50)})
		if errors.Is(err, cuedesk.ErrListChanged) {
			ended++
			continue
		}
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		for _, id := range stay {
			if !slices.Contains(found, id) {
				t.Errorf("seed %d: %s is missing", seed, id)
			}
		}
		if slices.Sort(found); len(slices.Compact(slices.Clone(found))) != len(found) {
			t.Errorf("seed %d: given twice: %v", seed, found)
		}
	}
	if ended > 0 {
		t.Errorf("%d of the walks ended in an error", ended)
	}
}

// TestContactsService_SearchAll_noIDs cannot tell them apart, and says so.
func TestContactsService_SearchAll_noIDs(t *testing.T) {
	t.Parallel()
	p := &pager{}
	p.before = func(request int) {
		p.contacts = nil
		for i := range 20 {
			p.contacts = append(p.contacts, fmt.Sprintf(`{"name":"N%d","avatar":"signed-%d"}`, i, request))
		}
	}
	found, err := collect(t.Context(), p.client(t), orgcrm.SearchOptions{Limit: 10})
	if !errors.Is(err, cuedesk.ErrBadResponse) || !strings.Contains(err.Error(), "without IDs have changed") ||
		len(found) != 9 {
		t.Errorf("%d contacts, %v", len(found), err)
	}
}

// TestContactsService_SearchAll_malformedIDs: an ID of another form keeps contacts of one name apart.
func TestContactsService_SearchAll_malformedIDs(t *testing.T) {
	t.Parallel()
	p := &pager{}
	for i := range 5 {
		p.contacts = append(p.contacts, fmt.Sprintf(`{"id":{"$oid":"%d"},"name":"Ann"}`, i))
	}
	if found, err := collect(t.Context(), p.client(t), orgcrm.SearchOptions{Limit: 3}); err != nil || len(found) != 5 {
		t.Errorf("found %v, %v", found, err)
	}
}

// TestContactsService_SearchAll_deleting: the caller may take from the result what it is given.
func TestContactsService_SearchAll_deleting(t *testing.T) {
	t.Parallel()
	p := &pager{contacts: numbers(1, 120)}
	cleaned := 0
	for contact, err := range p.client(t).Contacts.SearchAll(t.Context(), orgcrm.AnyOf(), orgcrm.SearchOptions{}) {
		if err != nil {
			t.Fatal(err)
		}
		p.contacts = slices.DeleteFunc(p.contacts, func(id string) bool { return id == string(contact.ID) })
		contact.ID = "changed by the caller"
		cleaned++
	}
	if cleaned != 120 {
		t.Errorf("%d of 120 contacts", cleaned)
	}
}

// TestContactsService_SearchAll_ends: an API that does not heed the offset, or cannot decide on an
// order, does not make it run forever.
func TestContactsService_SearchAll_ends(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(p *pager, request int){
		"offset ignored":   func(*pager, int) {},
		"in another order": func(p *pager, _ int) { slices.Reverse(p.contacts) },
		"in turns": func(p *pager, request int) {
			p.contacts = numbers(1, 10)
			if request%2 == 0 {
				p.contacts = numbers(11, 20)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := &pager{contacts: numbers(1, 20), ignoresOffset: true}
			p.before = func(request int) { change(p, request) }
			found, err := collect(t.Context(), p.client(t), orgcrm.SearchOptions{Limit: 10})
			if !errors.Is(err, cuedesk.ErrListChanged) || !strings.Contains(err.Error(), "POST /api/v1/contacts/search: ") {
				t.Errorf("ended with %v", err)
			}
			if len(found) < 10 || len(p.asked) > 40 {
				t.Errorf("%d contacts, %d requests", len(found), len(p.asked))
			}
		})
	}
}

// TestContactsService_SearchAll_fake: over several pages, twice, through failures, and with an
// early end.
func TestContactsService_SearchAll_fake(t *testing.T) {
	t.Parallel()
	srv := orgcrmtest.NewServer()
	client := srv.Client(cuedesk.WithRetry(cuedesk.RetryPolicy{MinBackoff: 1, MaxBackoff: 1}))
	for i := range 120 {
		if _, err := client.Contacts.Create(t.Context(), orgcrm.ContactCreate{Name: " " + strconv.Itoa(i)}); err != nil {
			t.Fatal(err)
		}
	}
	srv.Inject("POST /api/v1/contacts/search", cuedesktest.Torn().AfterApply(), cuedesktest.HTML502())
	all := client.Contacts.SearchAll(t.Context(), orgcrm.AnyOf(), orgcrm.SearchOptions{})
	for range 2 {
		n := 0
		for contact, err := range all {
			if err != nil || contact.Name != " "+strconv.Itoa(n) {
				t.Fatalf("%d: %v, %v", n, contact, err)
			}
			n++
		}
		if n != 120 {
			t.Errorf("%d contacts", n)
		}
	}
	before := len(srv.Requests())
	for _, err := range all {
		if err != nil {
			t.Error(err)
		}
		break
	}
	if got := len(srv.Requests()) - before; got != 1 {
		t.Errorf("%d requests for the first contact", got)
	}
	srv.Inject("*", cuedesktest.Status(403))
	if found, err := collect(t.Context(), client, orgcrm.SearchOptions{}); !errors.Is(err, cuedesk.ErrForbidden) ||
		len(found) > 0 {
		t.Errorf("found %v, %v", found, err)
	}
}
