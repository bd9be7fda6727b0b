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

// record is a resource of any kind in a list.
type record struct {
	n                int // its number never changes
	created, updated time.Time
	name, ext        string
	place            uint64 // in orders that do not show
	archived         bool
	undated          bool // shows no times, and no filter on them finds it
}

// pageRequest is a request for a page.
type pageRequest struct {
	collection    string
	search        bool
	field         string // empty: the order does not show
	desc          bool
	archived      bool // archived ones too
	limit, offset int
	filters       []timeFilter
}

// timeFilter is a filter of a search by time.
type timeFilter struct {
	Field    string    `json:"field"`
	Operator string    `json:"operator"`
	Value    time.Time `json:"value"`
}

// snapshot is what there was from a time on.
type snapshot struct {
	at      time.Time
	records []record
}

// listServer answers requests for pages as the API does, and changes between any two.
type listServer struct {
	mu       sync.Mutex
	rng      *rand.Rand
	history  []snapshot // the last one is now
	next     int
	requests int

	latency           func(pageRequest) time.Duration // nil: none
	change            func(request int)               // called before each request
	onAnswer          func(seen []record)             // called with all that a request could see
	override          func(q pageRequest, all []record, page []record, total int) ([]record, int)
	searchDelay       time.Duration // how late searches are
	responsePrecision time.Duration // the precision of times in responses
	filterPrecision   time.Duration // the precision of times in filters
	zoneShift         time.Duration // how far bounds are read wrong
	shuffleTies       bool          // equal keys come in another order each time
	totalCap          int           // 0: none
	nullOrder         int           // where undated records stand: -1 first, 1 last
}

func newListServer(seed uint64) *listServer {
	w := &listServer{
		rng: rand.New(rand.NewPCG(seed, 7)), responsePrecision: time.Microsecond, filterPrecision: time.Microsecond,
	}
	w.history = []snapshot{{}}
	return w
}

// records returns what there is.
func (w *listServer) records() []record { return w.history[len(w.history)-1].records }

// edit changes what there is: records that searches may still see stay as they were.
func (w *listServer) edit(f func([]record) []record) {
	if w.searchDelay == 0 {
		w.history[0].records = f(w.records())
		return
	}
	w.history = append(w.history, snapshot{time.Now(), f(slices.Clone(w.records()))})
}

// add adds a record that was created at a time, and updated then too.
func (w *listServer) add(at time.Time, name string) {
	w.next++
	t := record{w.next, at, at, name, "x" + strconv.Itoa(w.next*7919%1000), w.rng.Uint64(), false, false}
	w.edit(func(all []record) []record { return append(all, t) })
}

// update changes a record by its number.
func (w *listServer) update(n int, f func(*record)) {
	w.edit(func(all []record) []record {
		if i := slices.IndexFunc(all, func(t record) bool { return t.n == n }); i >= 0 {
			f(&all[i])
		}
		return all
	})
}

// remove removes a record by its number.
func (w *listServer) remove(n int) {
	w.edit(func(all []record) []record { return slices.DeleteFunc(all, func(t record) bool { return t.n == n }) })
}

// serve answers a request.
func (w *listServer) serve(r *http.Request) (*http.Response, error) {
	q, err := parseRequest(r)
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
	return w.respond(q), nil
}

// requestCount returns how many requests there were, while some may still be under way.
func (w *listServer) requestCount() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.requests
}

// parseRequest reads a request.
func parseRequest(r *http.Request) (pageRequest, error) {
	v := r.URL.Query()
	q := pageRequest{collection: "contacts", archived: v.Get("include_archived") == "true"}
	q.limit, _ = strconv.Atoi(v.Get("limit"))
	q.offset, _ = strconv.Atoi(v.Get("offset"))
	q.field, q.desc = cmp.Or(v.Get("order_field"), v.Get("sort_field")), v.Get("order")+v.Get("sort_order") == "desc"
	path := strings.Split(r.URL.Path, "/")
	q.archived = q.archived || path[len(path)-2] != listID.String() // members are not shown when they are archived
	switch path[len(path)-1] {
	case "search":
		var body struct {
			Filters []timeFilter `json:"advanced_search"`
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

// visible returns what a request can see.
func (w *listServer) visible(q pageRequest) []record {
	last := len(w.history) - 1
	for q.search && last > 0 && w.history[last].at.After(time.Now().Add(-w.searchDelay)) {
		last--
	}
	return w.history[last].records
}

// respond answers a request.
func (w *listServer) respond(q pageRequest) *http.Response {
	if seen := w.visible(q); w.onAnswer != nil {
		w.onAnswer(seen)
	}
	all := w.selected(q)
	page, total := cut(q, all), len(all)
	if w.totalCap > 0 {
		total = min(total, w.totalCap)
	}
	if w.override != nil {
		page, total = w.override(q, all, page, total)
	}
	return reply(200, jsonType, w.write(q, page, total))
}

// selected returns what a request chooses, in its order.
func (w *listServer) selected(q pageRequest) []record {
	all := slices.DeleteFunc(slices.Clone(w.visible(q)), func(t record) bool {
		excluded := func(f timeFilter) bool { return !w.matches(t, f) }
		return t.archived && !q.archived || slices.ContainsFunc(q.filters, excluded)
	})
	slices.SortFunc(all, w.order(q))
	return all
}

// cut returns the page that a request asks for.
func cut(q pageRequest, all []record) []record {
	return all[min(q.offset, len(all)):min(q.offset+q.limit, len(all))]
}

// matches reports whether a record is in the range of a filter.
func (w *listServer) matches(t record, f timeFilter) bool {
	if t.undated {
		return false
	}
	at := t.created
	if f.Field == "updated_at" {
		at = t.updated
	}
	c := at.Truncate(w.filterPrecision).Compare(f.Value.Add(-w.zoneShift).Truncate(w.filterPrecision))
	return map[string]bool{"gte": c >= 0, "gt": c > 0, "lte": c <= 0, "lt": c < 0}[f.Operator]
}

// order compares records as a request wants them.
func (w *listServer) order(q pageRequest) func(a, b record) int {
	salt := uint64(0)
	if w.shuffleTies {
		salt = w.rng.Uint64() | 1
	}
	tie := func(t record) uint64 { return uint64(t.n) + salt*uint64(t.n)*0x9e3779b97f4a7c15 }
	return func(a, b record) int {
		c := byField(q.field, a, b)
		if q.desc {
			c = -c
		}
		if a.undated != b.undated && strings.HasSuffix(q.field, "_at") {
			if c = w.nullOrder; b.undated {
				c = -c
			}
		}
		return cmp.Or(c, cmp.Compare(tie(a), tie(b)))
	}
}

// byField compares two records by the field of an order.
func byField(field string, a, b record) int {
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
func (w *listServer) write(q pageRequest, page []record, total int) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"pagination":{"limit":%d,"offset":%d,"total":%d},"%s":[`, q.limit, q.offset, total, q.collection)
	for i, t := range page {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"uuid":"%s","created_at":"%s","updated_at":"%s",`, numbered(t.n), w.timeText(t, t.created),
			w.timeText(t, t.updated))
		fmt.Fprintf(&b, `"first_name":%[1]q,"last_name":%[1]q,"name":%[1]q,"email":%[1]q,"external_contact_id":%[2]q}`,
			t.name, t.ext)
	}
	b.WriteString("]}")
	return b.String()
}

// timeText writes a time of a record: empty text stands for none.
func (w *listServer) timeText(t record, at time.Time) string {
	if t.undated {
		return ""
	}
	return at.Truncate(w.responsePrecision).UTC().Format(time.RFC3339Nano)
}
