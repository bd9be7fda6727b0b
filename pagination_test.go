package cuedesk_test

import (
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// pager serves contacts 1 to n in pages, as documented, oldest first, and lets a test
// change them between pages. Contact n was created n seconds after the first.
type pager struct {
	mu       sync.Mutex
	contacts []int
	offsets  []int             // asked for, in order
	before   func(request int) // called before request 1, 2, …
	change   func(page map[string]any)
	latency  time.Duration
	atOnce   int // requests under way
	most     int // most requests under way at once
	maxLimit int // smaller than asked for, if not 0
}

func newPager(n int) *pager {
	p := &pager{}
	for i := range n {
		p.contacts = append(p.contacts, i+1)
	}
	return p
}

// newestFirst turns the order around.
func (p *pager) newestFirst() *pager {
	slices.Reverse(p.contacts)
	return p
}

// newest asks for contacts in that order.
var newest = cuedesk.ListContactsOptions{Order: cuedesk.Descending}

func number(id cuedesk.ContactID) int { return int(binary.BigEndian.Uint32(id.UUID[12:])) }

func numbered(n int) uuid.UUID {
	id := uuid.UUID{6: 0x40, 8: 0x80}
	binary.BigEndian.PutUint32(id[12:], uint32(n))
	return id
}

// created is when a contact of the pager was created.
func created(n int) time.Time { return time.Date(2026, 1, 1, 0, 0, n, 0, time.UTC) }

// member is a contact of the pager as a response shows it.
func member(n int) map[string]any {
	return map[string]any{"uuid": numbered(n), "created_at": created(n)}
}

func (p *pager) serve(r *http.Request) (*http.Response, error) {
	p.enter()
	defer p.leave()
	select {
	case <-time.After(p.latency):
	case <-r.Context().Done():
		return nil, r.Context().Err()
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
	p.offsets = append(p.offsets, offset)
	if p.before != nil {
		p.before(len(p.offsets))
	}
	if p.maxLimit > 0 {
		limit = min(limit, p.maxLimit)
	}
	return p.page(limit, offset)
}

// asked returns how many pages were asked for, while some may still be under way.
func (p *pager) asked() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.offsets)
}

func (p *pager) page(limit, offset int) (*http.Response, error) {
	items := []map[string]any{}
	for _, n := range p.contacts[min(offset, len(p.contacts)):min(offset+limit, len(p.contacts))] {
		items = append(items, member(n))
	}
	body := map[string]any{
		"contacts":   items,
		"pagination": map[string]int{"limit": limit, "offset": offset, "total": len(p.contacts)},
	}
	if p.change != nil {
		p.change(body)
	}
	data, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	return reply(200, jsonType, string(data)), nil
}

func (p *pager) enter() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.atOnce++
	p.most = max(p.most, p.atOnce)
}

// underWay returns how many requests are.
func (p *pager) underWay() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.atOnce
}

func (p *pager) leave() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.atOnce--
}

// collect returns the numbers of the contacts that All yields, and its error.
func collect(t *testing.T, p *pager, opts cuedesk.ListContactsOptions, pages ...cuedesk.IterOption) ([]int, error) {
	t.Helper()
	var got []int
	for c, err := range newClient(t, p.serve).Contacts.All(t.Context(), opts, pages...) {
		if err != nil {
			return got, err
		}
		got = append(got, number(c.ID))
	}
	return got, nil
}

// requestsFor is how many requests it takes to read n contacts, 100 a page: pages
// overlap by three, and the last one must not be full.
func requestsFor(n int) int {
	if n < 100 {
		return 1
	}
	return 2 + (n-100)/97
}

// downTo returns the numbers from one down to another.
func downTo(from, to int) []int {
	numbers := intRange(to, from)
	slices.Reverse(numbers)
	return numbers
}

func intRange(from, to int) []int {
	var numbers []int
	for n := from; n <= to; n++ {
		numbers = append(numbers, n)
	}
	return numbers
}

// TestIterators_complete: every contact once and in order, for sizes around a page,
// with and without prefetch.
func TestIterators_complete(t *testing.T) {
	t.Parallel()
	for _, n := range []int{0, 1, 99, 100, 101, 196, 197, 198, 1050} {
		for _, prefetch := range []int{-1, 0, 1, 3, 50} {
			p := newPager(n)
			got, err := collect(t, p, cuedesk.ListContactsOptions{}, cuedesk.WithPrefetch(prefetch))
			if err != nil || !slices.Equal(got, intRange(1, n)) {
				t.Errorf("%d contacts, prefetch %d: got %d, %v", n, prefetch, len(got), err)
			}
			slices.Sort(p.offsets)
			if n == 0 { // both views are asked whether that is so
				p.offsets = p.offsets[3:]
			}
			want := requestsFor(n)
			if n > 1000 { // and the newest, at offset 0, to see that the list ends there
				p.offsets = p.offsets[1:]
			}
			if len(p.offsets) != want || len(slices.Compact(p.offsets)) != want {
				t.Errorf("%d contacts, prefetch %d: pages at %v", n, prefetch, p.offsets)
			}
		}
	}
}

func TestIterators_startAndLimit(t *testing.T) {
	t.Parallel()
	p := newPager(25)
	got, err := collect(t, p, cuedesk.ListContactsOptions{PageOptions: cuedesk.PageOptions{Limit: 10, Offset: 5}})
	if err != nil || !slices.Equal(got, intRange(6, 25)) || !slices.Equal(p.offsets, []int{5, 12, 22}) {
		t.Errorf("got %v at %v, %v", got, p.offsets, err)
	}
	if got, err = collect(t, newPager(3), cuedesk.ListContactsOptions{
		PageOptions: cuedesk.PageOptions{Offset: 7},
	}); err != nil || got != nil {
		t.Errorf("beyond the end: %v, %v", got, err)
	}
}

// TestIterators_smallerPages: a server that gives fewer items than asked for
// makes no holes, not with prefetch either.
func TestIterators_smallerPages(t *testing.T) {
	t.Parallel()
	for _, prefetch := range []int{0, 4} {
		p := newPager(333)
		p.maxLimit = 40
		got, err := collect(t, p, cuedesk.ListContactsOptions{}, cuedesk.WithPrefetch(prefetch))
		if err != nil || !slices.Equal(got, intRange(1, 333)) {
			t.Errorf("prefetch %d: got %d contacts, %v", prefetch, len(got), err)
		}
	}
}

// TestIterators_twice: a sequence starts over each time, and break stops it.
func TestIterators_twice(t *testing.T) {
	t.Parallel()
	for _, prefetch := range []int{0, 2} {
		p := newPager(500)
		seq := newClient(t, p.serve).Contacts.All(t.Context(), cuedesk.ListContactsOptions{}, cuedesk.WithPrefetch(prefetch))
		for range 3 {
			count := 0
			for c, err := range seq {
				if count++; err != nil || number(c.ID) != count {
					t.Fatalf("contact %d is %d, %v", count, number(c.ID), err)
				}
				if count == 150 {
					break
				}
			}
		}
		if fetched := p.asked(); fetched < 6 || fetched > 3*(2+prefetch) {
			t.Errorf("prefetch %d: %d pages fetched for 3 × 150 contacts", prefetch, fetched)
		}
	}
}

// TestIterators_errorOnce and ends.
func TestIterators_errorOnce(t *testing.T) {
	t.Parallel()
	for _, prefetch := range []int{0, 3} {
		p := newPager(500)
		client := newClient(t, func(r *http.Request) (*http.Response, error) {
			if r.URL.Query().Get("offset") == "194" {
				return reply(403, jsonType, refusal), nil
			}
			return p.serve(r)
		})
		var items, errs int
		for c, err := range client.Contacts.All(t.Context(), cuedesk.ListContactsOptions{}, cuedesk.WithPrefetch(prefetch)) {
			switch {
			case err == nil:
				items++
			case c != nil || !errors.Is(err, cuedesk.ErrForbidden):
				t.Errorf("yielded %v beside %v", c, err)
			default:
				errs++
			}
		}
		if items != 197 || errs != 1 {
			t.Errorf("prefetch %d: %d items, %d errors", prefetch, items, errs)
		}
	}
}

// TestIterators_changes: contacts created or deleted between two pages make it
// neither repeat nor miss any other, in order of creation and newest first.
func TestIterators_changes(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		newest bool
		change func(p *pager, request int)
		want   []int
	}{
		"created in front": {true, func(p *pager, request int) {
			if request == 2 {
				p.contacts = append(downTo(503, 501), p.contacts...)
			}
		}, downTo(500, 1)},
		"a page created in front": {true, func(p *pager, request int) {
			if request == 3 {
				p.contacts = append(downTo(600, 501), p.contacts...)
			}
		}, downTo(500, 1)},
		"two pages created in front": {true, func(p *pager, request int) {
			if request == 4 {
				p.contacts = append(downTo(700, 501), p.contacts...)
			}
		}, downTo(500, 1)},
		"two pages deleted in front": {false, func(p *pager, request int) {
			if request == 4 {
				p.contacts = p.contacts[200:]
			}
		}, intRange(1, 500)},
		"more deleted in front than came": {false, func(p *pager, request int) {
			if request == 3 {
				p.contacts = p.contacts[250:]
			}
		}, append(intRange(1, 197), intRange(251, 500)...)},
		"deleted in front": {false, func(p *pager, request int) {
			if request == 2 {
				p.contacts = slices.Delete(p.contacts, 0, 5)
			}
		}, intRange(1, 500)},
		"deleted again and again": {false, func(p *pager, request int) {
			if request > 1 && len(p.contacts) > 480 {
				p.contacts = slices.Delete(p.contacts, 0, 2)
			}
		}, intRange(1, 500)},
		"deleted at the end": {false, func(p *pager, request int) {
			if request == 3 {
				p.contacts = p.contacts[:450]
			}
		}, intRange(1, 450)},
		"created at the end": {false, func(p *pager, request int) {
			if request == 6 {
				p.contacts = append(p.contacts, 501)
			}
		}, intRange(1, 501)},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p, opts := newPager(500), cuedesk.ListContactsOptions{}
				if test.newest {
					p, opts = p.newestFirst(), newest
				}
				p.before = func(request int) { test.change(p, request) }
				got, err := collect(t, p, opts, cuedesk.WithPrefetch(0))
				if diff := cmp.Diff(test.want, got); diff != "" || err != nil {
					t.Errorf("%v (-want +got):\n%s", err, diff)
				}
			})
		})
	}
}

// TestIterators_changesAll: a list of which nothing at all is left from one request to the
// next may be one whose index is being rebuilt: that is an error, not an end.
func TestIterators_changesAll(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPager(500)
		p.before = func(request int) {
			if request == 3 {
				p.contacts = nil
			}
		}
		got, err := collect(t, p, cuedesk.ListContactsOptions{}, cuedesk.WithPrefetch(0))
		if !errors.Is(err, cuedesk.ErrListChanged) || len(got) != 197 {
			t.Errorf("%d came, %v", len(got), err)
		}
	})
}

// TestIterators_changesAhead: the same with pages fetched ahead, where when the
// change comes is chance: no contact that stays is missed, and none comes twice.
func TestIterators_changesAhead(t *testing.T) {
	t.Parallel()
	for seed := range testset.Pick(8, 30) {
		p, opts := newPager(1000), cuedesk.ListContactsOptions{}
		want, stays := intRange(32, 1000), func(n int) bool { return n > 31 }
		if seed%2 == 1 {
			p, opts = p.newestFirst(), newest
			want, stays = downTo(1000, 1), func(n int) bool { return n <= 1000 }
		}
		p.before = func(request int) {
			switch {
			case request == 2+seed%7 && seed%2 == 0:
				p.contacts = slices.Delete(p.contacts, 0, 1+seed)
			case request == 2+seed%7:
				p.contacts = append(downTo(1001+seed, 1001), p.contacts...)
			}
		}
		got, err := collect(t, p, opts, cuedesk.WithPrefetch(1+seed%4))
		if err != nil {
			t.Fatalf("seed %d: %v", seed, err)
		}
		if got = slices.DeleteFunc(got, func(n int) bool { return !stays(n) }); !slices.Equal(got, want) {
			t.Errorf("seed %d: %d contacts of %d", seed, len(got), len(want))
		}
	}
}

// TestIterators_wrongTotal: a total below what has come is no end, and a
// server that gives the same again and again is an error.
func TestIterators_wrongTotal(t *testing.T) {
	t.Parallel()
	for _, total := range []int{0, 40, -1} {
		p := newPager(300)
		p.change = func(page map[string]any) {
			where, _ := page["pagination"].(map[string]int)
			where["total"] = total
		}
		if got, err := collect(t, p, cuedesk.ListContactsOptions{}); err != nil || !slices.Equal(got, intRange(1, 300)) {
			t.Errorf("total %d: %d contacts, %v", total, len(got), err)
		}
	}
	p := newPager(100)
	p.change = func(page map[string]any) {
		where, _ := page["pagination"].(map[string]int)
		if where["offset"] > 0 {
			page["contacts"] = []any{member(1)}
		}
	}
	if got, err := collect(t, p, cuedesk.ListContactsOptions{}); !errors.Is(err, cuedesk.ErrListChanged) ||
		len(got) != 100 {
		t.Errorf("the same again: %d contacts, %v", len(got), err)
	}
}

// TestIterators_nilOption: a nil option is ignored, and a nil context an error.
func TestIterators_nilOption(t *testing.T) {
	t.Parallel()
	if got, err := collect(t, newPager(3), cuedesk.ListContactsOptions{}, nil); err != nil || len(got) != 3 {
		t.Errorf("nil option: %v, %v", got, err)
	}
	var none context.Context
	for _, err := range refuseAll(t).Contacts.All(none, cuedesk.ListContactsOptions{}) {
		if !errors.Is(err, cuedesk.ErrInvalid) {
			t.Errorf("nil context: %v", err)
		}
	}
}

// TestIterators_changingTotal: a server that cannot decide on a total does not
// make it run forever.
func TestIterators_changingTotal(t *testing.T) {
	t.Parallel()
	p := newPager(300)
	requests := 0
	p.before = func(request int) { requests = request }
	p.change = func(page map[string]any) {
		where, _ := page["pagination"].(map[string]int)
		where["total"] -= 150 * (requests % 2)
	}
	_, err := collect(t, p, cuedesk.ListContactsOptions{PageOptions: cuedesk.PageOptions{Limit: 10}})
	if requests > 100 {
		t.Errorf("%d requests for 30 pages, %v", requests, err)
	}
}

// TestIterators_contradictions: a list that ends early must not pass for a
// complete one.
func TestIterators_contradictions(t *testing.T) {
	t.Parallel()
	pagination := func(page map[string]any) map[string]int {
		where, _ := page["pagination"].(map[string]int)
		return where
	}
	for name, change := range map[string]func(map[string]any){
		"offset ignored":     func(page map[string]any) { pagination(page)["offset"] = 0 },
		"no contacts":        func(page map[string]any) { delete(page, "contacts") },
		"contacts null":      func(page map[string]any) { page["contacts"] = nil },
		"no pagination":      func(page map[string]any) { delete(page, "pagination") },
		"pagination empty":   func(page map[string]any) { page["pagination"] = map[string]any{"offset": 100} },
		"contacts of null":   func(page map[string]any) { page["contacts"] = []any{nil, nil} },
		"contact without ID": func(page map[string]any) { page["contacts"] = []any{map[string]any{"first_name": "x"}} },
		"pagination null":    func(page map[string]any) { page["pagination"] = nil },
		"contacts no list":   func(page map[string]any) { page["contacts"] = map[string]any{} },
		"total is no number": func(page map[string]any) { page["pagination"] = map[string]any{"total": "many"} },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPager(300)
			p.change = func(page map[string]any) {
				if pagination(page)["offset"] > 0 {
					change(page)
				}
			}
			got, err := collect(t, p, cuedesk.ListContactsOptions{})
			if !errors.Is(err, cuedesk.ErrBadResponse) || len(got) != 100 {
				t.Errorf("got %d contacts, %v", len(got), err)
			}
		})
	}
}

// TestIterators_emptyPage: one item that is missing is too many.
func TestIterators_emptyPage(t *testing.T) {
	t.Parallel()
	p := newPager(101)
	p.change = func(page map[string]any) {
		if where, _ := page["pagination"].(map[string]int); where["offset"] > 0 {
			page["contacts"] = []any{}
		}
	}
	if got, err := collect(t, p, cuedesk.ListContactsOptions{}); !errors.Is(err, cuedesk.ErrListChanged) ||
		len(got) != 100 {
		t.Errorf("%d contacts, %v", len(got), err)
	}
}

// TestPage_extra: a page may have members that this version does not
// know.
func TestPage_extra(t *testing.T) {
	t.Parallel()
	p := newPager(2)
	p.change = func(page map[string]any) { page["aggregations"] = map[string]any{"x": []int{1}} }
	if got, err := collect(t, p, cuedesk.ListContactsOptions{}); err != nil || len(got) != 2 {
		t.Errorf("got %v, %v", got, err)
	}
	one, err := newClient(t, p.serve).Contacts.List(t.Context(), cuedesk.ListContactsOptions{
		PageOptions: cuedesk.PageOptions{Limit: 1},
	})
	if err != nil || one.Extra["aggregations"].String() != `{"x":[1]}` {
		t.Errorf("got %+v, %v", one, err)
	}
}

// TestClient_Do_page as List does, and refuses what the API has no pages of.
func TestClient_Do_page(t *testing.T) {
	t.Parallel()
	client := newClient(t, newPager(3).serve)
	var page cuedesk.Page[cuedesk.Contact]
	query := url.Values{"limit": {"2"}}
	if err := client.Do(t.Context(), "GET /v1/contacts", query, &page); err != nil || len(page.Items) != 2 ||
		page.Total != 3 {
		t.Errorf("%+v, %v", page, err)
	}
	var notes cuedesk.Page[cuedesk.Note]
	if err := client.Do(t.Context(), "GET /v1/contacts", query, &notes); !errors.Is(err, cuedesk.ErrBadResponse) {
		t.Errorf("contacts as notes: %+v, %v", notes, err)
	}
	var texts cuedesk.Page[string]
	if err := client.Do(t.Context(), "GET /v1/contacts", query, &texts); !errors.Is(err, cuedesk.ErrBadResponse) {
		t.Errorf("contacts as text: %+v, %v", texts, err)
	}
}

// TestWithPrefetch: n pages at once at most beside the one that
// is waited for, in order, and as fast as that allows.
func TestWithPrefetch(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ prefetch, took, most int }{{0, 11, 1}, {4, 3, 5}, {9, 2, 10}, {50, 2, 10}} {
		t.Run(strconv.Itoa(test.prefetch), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				p := newPager(1000)
				p.latency = time.Second
				start := time.Now()
				got, err := collect(t, p, cuedesk.ListContactsOptions{}, cuedesk.WithPrefetch(test.prefetch))
				if err != nil || !slices.Equal(got, intRange(1, 1000)) {
					t.Errorf("got %d contacts, %v", len(got), err)
				}
				if took := time.Since(start); took != time.Duration(test.took)*time.Second || p.most != test.most {
					t.Errorf("took %v with %d at once", took, p.most)
				}
			})
		})
	}
}

// TestWithPrefetch_break: what was fetched ahead is given up at break, which does
// not wait for requests that heed no cancellation.
func TestWithPrefetch_break(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		p := newPager(1000)
		var asked, cancelled atomic.Int32
		slow := func(r *http.Request) (*http.Response, error) {
			p.enter()
			defer p.leave()
			asked.Add(1)
			if offset, _ := strconv.Atoi(r.URL.Query().Get("offset")); offset > 150 { // beyond the second page
				<-time.After(time.Hour) // and heeds no cancellation
				if r.Context().Err() != nil {
					cancelled.Add(1)
				}
			}
			return p.serve(r)
		}
		start, items := time.Now(), 0
		for _, err := range newClient(t, slow).Contacts.All(t.Context(), cuedesk.ListContactsOptions{},
			cuedesk.WithPrefetch(5)) {
			if err != nil {
				t.Error(err)
			}
			if items++; items == 101 {
				synctest.Wait()
				break
			}
		}
		if took := time.Since(start); took != 0 || p.underWay() != 5 {
			t.Errorf("break took %v with %d requests under way", took, p.underWay())
		}
		<-time.After(2 * time.Hour)
		if p.underWay() != 0 || cancelled.Load() != 5 || asked.Load() != 7 {
			t.Errorf("%d requests still under way, %d of %d cancelled", p.underWay(), cancelled.Load(), asked.Load())
		}
	})
}

// TestIterators_context: the context's error comes out, once.
func TestIterators_context(t *testing.T) {
	t.Parallel()
	for _, prefetch := range []int{0, 3} {
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		var last error
		for _, err := range newClient(t, newPager(500).serve).Contacts.All(ctx, cuedesk.ListContactsOptions{},
			cuedesk.WithPrefetch(prefetch)) {
			cancel()
			last = err
		}
		if !errors.Is(last, context.Canceled) {
			t.Errorf("prefetch %d: ended with %v", prefetch, last)
		}
	}
}

// TestIterators_options runs the other iterators over two pages each, and checks
// that each asks for what its List asks for.
func TestIterators_options(t *testing.T) {
	t.Parallel()
	alone := cuedesk.WithPrefetch(0) // requests come one after the other
	tests := map[string]struct {
		collection string
		query      string
		count      func(context.Context, client) (int, error)
	}{
		"contacts": {
			"contacts", "contact_list_uuid=" + listID.String() + "&limit=100&order=asc&order_field=last_name",
			func(ctx context.Context, c client) (int, error) {
				return count(c.Contacts.All(ctx, cuedesk.ListContactsOptions{
					OrderField: cuedesk.OrderByLastName, Order: cuedesk.Ascending, ListID: listID,
				}, alone))
			},
		},
		"search": {"contacts", "limit=100", func(ctx context.Context, c client) (int, error) {
			return count(c.Contacts.SearchAll(ctx, cuedesk.Where().OrderBy(cuedesk.Email.Asc()), cuedesk.PageOptions{}, alone))
		}},
		"lists of a contact": {
			"contact_lists", "limit=100&status=archived",
			func(ctx context.Context, c client) (int, error) {
				return count(c.Contacts.AllLists(ctx, contactID, cuedesk.ListsOfContactOptions{Status: cuedesk.ListArchived},
					alone))
			},
		},
		"lists": {
			"contact_lists", "limit=100&search=vip&sort_field=created_at&sort_order=desc&status=active",
			func(ctx context.Context, c client) (int, error) {
				return count(c.Lists.All(ctx, cuedesk.ListListsOptions{
					Status: cuedesk.ListActive, OrderField: cuedesk.OrderListsByCreatedAt, Order: cuedesk.Descending, Search: "vip",
				}, alone))
			},
		},
		"contacts of a list": {
			"contacts", "include_archived=true&limit=100",
			func(ctx context.Context, c client) (int, error) {
				return count(c.Lists.AllContacts(ctx, listID, cuedesk.ListMembersOptions{IncludeArchived: true}, alone))
			},
		},
		"custom fields": {"custom_fields", "limit=100", func(ctx context.Context, c client) (int, error) {
			return count(c.CustomFields.All(ctx, cuedesk.PageOptions{}, alone))
		}},
		"notes": {"notes", "limit=100", func(ctx context.Context, c client) (int, error) {
			return count(c.Notes.All(ctx, contactID, cuedesk.PageOptions{}, alone))
		}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPager(150)
			if strings.Contains(test.query, "order=desc") {
				p.newestFirst()
			}
			p.change = func(page map[string]any) { page[test.collection] = page["contacts"] }
			var queries []string
			client := newClient(t, func(r *http.Request) (*http.Response, error) {
				if r.Body != nil {
					_, _ = io.Copy(io.Discard, r.Body)
				}
				queries = append(queries, r.URL.RawQuery)
				return p.serve(r)
			})
			if n, err := test.count(t.Context(), client); n != 150 || err != nil {
				t.Errorf("got %d items, %v", n, err)
			}
			if len(queries) != 2 || queries[0] != test.query {
				t.Errorf("asked %q, want %q first", queries, test.query)
			}
		})
	}
}

// count ranges over all items.
func count[T any](seq func(func(*T, error) bool)) (int, error) {
	n := 0
	for _, err := range seq {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}
