package cuedesk_test

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// thing is a resource of any kind in a world.
type thing struct {
	n                int // its number never changes
	created, updated time.Time
	name, ext        string
	place            uint64 // in orders that do not show
	archived         bool
	undated          bool // shows no times, and no filter on them finds it
}

// ask is a request for a page.
type ask struct {
	collection    string
	search        bool
	field         string // empty: the order does not show
	desc          bool
	archived      bool // archived ones too
	limit, offset int
	filters       []asked
}

// asked is a filter of a search by time.
type asked struct {
	Field    string    `json:"field"`
	Operator string    `json:"operator"`
	Value    time.Time `json:"value"`
}

// snapshot is what there was from a time on.
type snapshot struct {
	at     time.Time
	things []thing
}

// world answers requests for pages as the API does, and changes between any two.
type world struct {
	mu       sync.Mutex
	rng      *rand.Rand
	history  []snapshot // the last one is now
	next     int
	requests int

	latency  func(ask) time.Duration // nil: none
	change   func(request int)       // called before each request
	answered func(seen []thing)      // called with all that a request could see
	lie      func(q ask, all []thing, page []thing, total int) ([]thing, int)
	index    time.Duration // how late searches are
	shown    time.Duration // the precision of times in responses
	compared time.Duration // the precision of times in filters
	zone     time.Duration // how far bounds are read wrong
	ties     bool          // equal keys come in another order each time
	totalCap int           // 0: none
	nulls    int           // where undated things stand: -1 first, 1 last
}

func newWorld(seed uint64) *world {
	w := &world{rng: rand.New(rand.NewPCG(seed, 7)), shown: time.Microsecond, compared: time.Microsecond}
	w.history = []snapshot{{}}
	return w
}

// now returns what there is.
func (w *world) now() []thing { return w.history[len(w.history)-1].things }

// edit changes what there is: things that searches may still see stay as they were.
func (w *world) edit(f func([]thing) []thing) {
	if w.index == 0 {
		w.history[0].things = f(w.now())
		return
	}
	w.history = append(w.history, snapshot{time.Now(), f(slices.Clone(w.now()))})
}

// add adds a thing that was created at a time, and updated then too.
func (w *world) add(at time.Time, name string) {
	w.next++
	t := thing{w.next, at, at, name, "x" + strconv.Itoa(w.next*7919%1000), w.rng.Uint64(), false, false}
	w.edit(func(all []thing) []thing { return append(all, t) })
}

// update changes a thing by its number.
func (w *world) update(n int, f func(*thing)) {
	w.edit(func(all []thing) []thing {
		if i := slices.IndexFunc(all, func(t thing) bool { return t.n == n }); i >= 0 {
			f(&all[i])
		}
		return all
	})
}

// remove removes a thing by its number.
func (w *world) remove(n int) {
	w.edit(func(all []thing) []thing { return slices.DeleteFunc(all, func(t thing) bool { return t.n == n }) })
}

// serve answers a request.
func (w *world) serve(r *http.Request) (*http.Response, error) {
	q, err := asks(r)
	if err != nil {
		return nil, err
	}
	if w.latency != nil {
		select {
		case <-time.After(w.latency(q)):
		case <-r.Context().Done():
			return nil, r.Context().Err()
		}
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.requests++
	if w.requests > 5000 {
		return nil, fmt.Errorf("%d requests", w.requests)
	}
	if w.change != nil {
		w.change(w.requests)
	}
	return w.answer(q), nil
}

// made returns how many requests there were, while some may still be under way.
func (w *world) made() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.requests
}

// asks reads a request.
func asks(r *http.Request) (ask, error) {
	v := r.URL.Query()
	q := ask{collection: "contacts", archived: v.Get("include_archived") == "true"}
	q.limit, _ = strconv.Atoi(v.Get("limit"))
	q.offset, _ = strconv.Atoi(v.Get("offset"))
	q.field, q.desc = cmp.Or(v.Get("order_field"), v.Get("sort_field")), v.Get("order")+v.Get("sort_order") == "desc"
	path := strings.Split(r.URL.Path, "/")
	q.archived = q.archived || path[len(path)-2] != listID.String() // members are not shown when they are archived
	switch path[len(path)-1] {
	case "search":
		var body struct {
			Filters []asked `json:"advanced_search"`
			Sort    struct {
				Field string `json:"field"`
				Order string `json:"sort_order"`
			} `json:"sort_by"`
		}
		err := json.NewDecoder(r.Body).Decode(&body)
		q.search, q.filters, q.field, q.desc = true, body.Filters, body.Sort.Field, body.Sort.Order == "desc"
		return q, err
	case "contact-lists":
		q.collection = "contact_lists"
	case "custom-fields":
		q.collection = "custom_fields"
	case "notes":
		q.collection = "notes"
	}
	return q, nil
}

// seen returns what a request can see.
func (w *world) seen(q ask) []thing {
	last := len(w.history) - 1
	for q.search && last > 0 && w.history[last].at.After(time.Now().Add(-w.index)) {
		last--
	}
	return w.history[last].things
}

// answer answers a request.
func (w *world) answer(q ask) *http.Response {
	if seen := w.seen(q); w.answered != nil {
		w.answered(seen)
	}
	all := w.choose(q)
	page, total := cut(q, all), len(all)
	if w.totalCap > 0 {
		total = min(total, w.totalCap)
	}
	if w.lie != nil {
		page, total = w.lie(q, all, page, total)
	}
	return reply(200, jsonType, w.write(q, page, total))
}

// choose returns what a request chooses, in its order.
func (w *world) choose(q ask) []thing {
	all := slices.DeleteFunc(slices.Clone(w.seen(q)), func(t thing) bool {
		return t.archived && !q.archived || slices.ContainsFunc(q.filters, func(f asked) bool { return !w.matches(t, f) })
	})
	slices.SortFunc(all, w.order(q))
	return all
}

// cut returns the page that a request asks for.
func cut(q ask, all []thing) []thing {
	return all[min(q.offset, len(all)):min(q.offset+q.limit, len(all))]
}

// matches reports whether a thing is in the range of a filter.
func (w *world) matches(t thing, f asked) bool {
	if t.undated {
		return false
	}
	at := t.created
	if f.Field == "updated_at" {
		at = t.updated
	}
	c := at.Truncate(w.compared).Compare(f.Value.Add(-w.zone).Truncate(w.compared))
	return map[string]bool{"gte": c >= 0, "gt": c > 0, "lte": c <= 0, "lt": c < 0}[f.Operator]
}

// order compares things as a request wants them.
func (w *world) order(q ask) func(a, b thing) int {
	salt := uint64(0)
	if w.ties {
		salt = w.rng.Uint64() | 1
	}
	tie := func(t thing) uint64 { return uint64(t.n) + salt*uint64(t.n)*0x9e3779b97f4a7c15 }
	return func(a, b thing) int {
		c := byField(q.field, a, b)
		if q.desc {
			c = -c
		}
		if a.undated != b.undated && strings.HasSuffix(q.field, "_at") {
			if c = w.nulls; b.undated {
				c = -c
			}
		}
		return cmp.Or(c, cmp.Compare(tie(a), tie(b)))
	}
}

// byField compares two things by the field of an order.
func byField(field string, a, b thing) int {
	switch field {
	case "created_at":
		return a.created.Compare(b.created)
	case "updated_at":
		return a.updated.Compare(b.updated)
	case "external_contact_id":
		return cmp.Compare(a.ext, b.ext)
	case "first_name", "last_name", "name", "email":
		return cmp.Compare(a.name, b.name)
	}
	return cmp.Compare(a.place, b.place)
}

// write writes a page.
func (w *world) write(q ask, page []thing, total int) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"pagination":{"limit":%d,"offset":%d,"total":%d},"%s":[`, q.limit, q.offset, total, q.collection)
	for i, t := range page {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"uuid":"%s","created_at":"%s","updated_at":"%s",`, numbered(t.n), w.show(t, t.created),
			w.show(t, t.updated))
		fmt.Fprintf(&b, `"first_name":%[1]q,"last_name":%[1]q,"name":%[1]q,"email":%[1]q,"external_contact_id":%[2]q}`,
			t.name, t.ext)
	}
	b.WriteString("]}")
	return b.String()
}

// show writes a time of a thing: empty text stands for none.
func (w *world) show(t thing, at time.Time) string {
	if t.undated {
		return ""
	}
	return at.Truncate(w.shown).UTC().Format(time.RFC3339Nano)
}
