package console

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// site is a page under test.
type site struct {
	*testing.T

	srv  *cuedesktest.Server
	page http.Handler
}

func newSite(t *testing.T, opts ...Option) *site {
	t.Helper()
	srv := cuedesktest.NewServer()
	return &site{t, srv, New(srv, opts...)}
}

// send answers a request to localhost.
func (s *site) send(r *http.Request) *httptest.ResponseRecorder {
	s.Helper()
	if r.Host == "example.com" {
		r.Host = "localhost:8182"
	}
	w := httptest.NewRecorder()
	s.page.ServeHTTP(w, r)
	return w
}

// get returns the page at an address, and wants the status.
func (s *site) get(status int, address string) string {
	s.Helper()
	w := s.send(httptest.NewRequestWithContext(s.Context(), http.MethodGet, address, nil))
	if w.Code != status {
		s.Fatalf("%s: status %d, want %d:\n%s", address, w.Code, status, w.Body)
	}
	return w.Body.String()
}

// formToken finds the token of the page's forms.
var formToken = regexp.MustCompile(`name="token" value="([^"]+)"`)

// post returns a request as the page's own form sends it: "name=value&...".
func (s *site) post(address, form string) *http.Request {
	s.Helper()
	token := formToken.FindStringSubmatch(s.get(http.StatusOK, "/controls"))
	if token == nil {
		s.Fatal("the forms have no token")
	}
	body := strings.NewReader(form + "&token=" + url.QueryEscape(token[1]))
	r := httptest.NewRequestWithContext(s.Context(), http.MethodPost, address, body)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	return r
}

// submit sends a form of the page, and wants to be led to an address.
func (s *site) submit(address, form, location string) {
	s.Helper()
	w := s.send(s.post(address, form))
	if w.Code != http.StatusSeeOther || w.Header().Get("Location") != location {
		s.Fatalf("%s %s: status %d to %q, want %q:\n%s", address, form, w.Code, w.Header().Get("Location"), location, w.Body)
	}
}

// wants reports what a page lacks.
func (s *site) wants(page string, parts ...string) {
	s.Helper()
	for _, part := range parts {
		if !strings.Contains(page, part) {
			s.Errorf("the page lacks %q:\n%s", part, page)
		}
	}
}

// omits reports what a page should not have.
func (s *site) omits(page string, parts ...string) {
	s.Helper()
	for _, part := range parts {
		if strings.Contains(page, part) {
			s.Errorf("the page has %q:\n%s", part, page)
		}
	}
}

func TestOverview(t *testing.T) {
	t.Parallel()
	s := newSite(t, WithInfo("The API is <here>."))
	for range 1234 {
		s.srv.AddContact(cuedesktest.Contact{Email: "batman@example.com"})
	}
	s.wants(s.get(http.StatusOK, "/"), "The API is &lt;here&gt;.", "<b>1,234</b> contacts", "No request has come yet",
		"No fault waits", "as they are", `aria-current="page">Overview`)
	s.srv.Reconfigure(cuedesktest.WithSearchDelay(2*time.Second), cuedesktest.WithLatency(time.Second))
	s.wants(s.get(http.StatusOK, "/"), "as they were <b>2s</b> ago", "Requests wait <b>1s</b>")
}

// TestPages_leaveNoRequests: looking changes nothing.
func TestPages_leaveNoRequests(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.srv.AddContact(cuedesktest.Contact{Email: "batman@example.com"})
	before := s.srv.Summary()
	for _, address := range []string{
		"/", "/contacts", "/contacts?q=bat&sort=email", "/contacts/" + id.String(), "/lists", "/lists?status=archived",
		"/fields", "/imports", "/requests", "/controls",
	} {
		s.get(http.StatusOK, address)
	}
	if after := s.srv.Summary(); after != before {
		t.Errorf("before %+v, after %+v", before, after)
	}
}

func TestContacts(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	id := s.srv.AddContact(cuedesktest.Contact{FirstName: "Bruce", Email: "batman@example.com"})
	s.srv.AddContact(cuedesktest.Contact{FirstName: "Clark", LastName: "Kent", Archived: true})
	s.wants(s.get(http.StatusOK, "/contacts"), "Bruce", "Clark", "archived", "1–2 of 2")
	found := s.get(http.StatusOK, "/contacts?q=BAT")
	s.wants(found, "Bruce", `value="BAT"`, "Show all")
	s.omits(found, "Clark")
	s.wants(s.get(http.StatusOK, "/contacts?q=nothing"), "No contact has this.")
	w := s.send(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/contacts?q="+id.String(), nil))
	if got := w.Header().Get("Location"); got != "/contacts/"+id.String() {
		t.Errorf("an ID leads to %q", got)
	}
	for order, first := range map[string]string{"asc": "Bruce", "desc": "Clark"} {
		page := s.get(http.StatusOK, "/contacts?sort=first_name&order="+order)
		_, rows, _ := strings.Cut(page, "<tbody>")
		if strings.Index(rows, first) > strings.Index(rows, map[string]string{"asc": "Clark", "desc": "Bruce"}[order]) {
			t.Errorf("%s: %s is not the first", order, first)
		}
		s.wants(page, `aria-sort="`+order)
	}
}

// TestContacts_many: pages stay small whatever is in the fake.
func TestContacts_many(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	long := strings.Repeat("ä", 10_000)
	for n := range 120 {
		s.srv.AddContact(cuedesktest.Contact{FirstName: long, LastName: long, Email: fmt.Sprint(n, "@example.com")})
	}
	first := s.get(http.StatusOK, "/contacts")
	s.wants(first, "1–50 of 120", `href="?page=2"`)
	if len(first) > 100_000 {
		t.Errorf("a page of %d bytes", len(first))
	}
	s.wants(s.get(http.StatusOK, "/contacts?page=3&sort=email"), "101–120 of 120", `href="?page=2&amp;sort=email"`)
	s.wants(s.get(http.StatusOK, "/contacts?page=99"), `href="?page=3"`)
	for _, page := range []string{"0", "-1", "x", "99999999999999999999"} {
		s.wants(s.get(http.StatusOK, "/contacts?page="+page), "1–50 of 120")
	}
}

func TestContact(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	client := s.srv.Client()
	id := s.srv.AddContact(cuedesktest.Contact{
		FirstName: "Bruce", LastName: "Wayne", PhoneNumber: "123", CustomFields: map[string]any{"seats": 450},
	})
	list, err := client.Lists.Create(t.Context(), cuedesk.ListCreate{Name: "VIP"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := client.Lists.AddContacts(t.Context(), list.ID, id); err != nil {
		t.Fatal(err)
	}
	note := cuedesk.NoteCreate{Title: "Call", Content: cuedesk.NoteContent{Text: "at night"}}
	if _, err := client.Notes.Create(t.Context(), id, note); err != nil {
		t.Fatal(err)
	}
	s.wants(s.get(http.StatusOK, "/contacts/"+id.String()), "Bruce Wayne", "123", "seats", "450", "VIP", "Call",
		"at night")
	s.wants(s.get(http.StatusOK, "/lists"), "VIP", "1–1 of 1")
	s.wants(s.get(http.StatusOK, "/lists/"+list.ID.String()), "VIP", "Bruce Wayne")
	s.srv.ArchiveList(list.ID)
	s.omits(s.get(http.StatusOK, "/lists"), "VIP")
	s.wants(s.get(http.StatusOK, "/lists?status=archived"), "VIP")
}

func TestFields(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	in := cuedesk.CustomFieldCreate{Name: "Priority", FieldType: cuedesk.FieldSelect}
	for n := range 25 {
		in.SelectOptions = append(in.SelectOptions, fmt.Sprint("Option ", n))
	}
	if _, err := s.srv.Client().CustomFields.Create(t.Context(), in); err != nil {
		t.Fatal(err)
	}
	page := s.get(http.StatusOK, "/fields")
	s.wants(page, "Priority", "<code>priority</code>", "select", "Option 19", "and 5 more")
	s.omits(page, "Option 20")
}

func TestImports(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.wants(s.get(http.StatusOK, "/imports"), "No import has been created yet")
	s.srv.Reconfigure(cuedesktest.WithImportDuration(0))
	contacts := []cuedesk.ContactCreate{{Email: "a@example.com", FirstName: "A"}}
	for range 60 {
		contacts = append(contacts, cuedesk.ContactCreate{Email: "<b>@", FirstName: "Bad"})
	}
	body := map[string]any{"contacts": contacts}
	if err := s.srv.Client().Do(t.Context(), "POST /v1/contacts/bulk", body, nil); err != nil {
		t.Fatal(err)
	}
	im := s.srv.Imports()[0]
	s.wants(s.get(http.StatusOK, "/imports"), im.ID.String(), "completed", "61 of 61", `value="61" max="61"`)
	s.wants(s.get(http.StatusOK, "/imports/"+im.ID.String()), "Input should be a valid email address", "&lt;b&gt;@",
		"1–50 of 60")
	s.wants(s.get(http.StatusOK, "/imports/"+im.ID.String()+"?page=2"), "51–60 of 60")
}

func TestRequests(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.srv.Inject("POST /v1/contacts", cuedesktest.Status(503), cuedesktest.Torn().AfterApply())
	in := map[string]string{"email": "batman@example.com"}
	for range 3 {
		// Two of them fail, which is what the page shows.
		_ = s.srv.Client(cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1})).Do(t.Context(), "POST /v1/contacts", in, nil)
	}
	page := s.get(http.StatusOK, "/requests")
	s.wants(page, "POST /v1/contacts", "503 Service Unavailable", "not carried out", "201, cut off", "carried out: 201",
		"201 Created", `retry of <a href="/requests/1">1</a>`, `retry of <a href="/requests/2">2</a>`)
	s.omits(page, "batman")
	one := s.get(http.StatusOK, "/requests/1")
	s.wants(one, "batman@example.com", "Response", "503 SERVICE UNAVAILABLE", "REDACTED")
	s.omits(one, cuedesktest.Token)
	w := s.send(httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/requests/1/body", nil))
	if got := w.Header().Get("Content-Type"); got != "application/octet-stream" {
		t.Errorf("a body is served as %q", got)
	}
	s.wants(w.Header().Get("Content-Disposition"), "attachment")
	s.wants(w.Body.String(), "batman@example.com")
}

func TestRequests_many(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for range 120 {
		if _, err := s.srv.Client().Lists.List(t.Context(), cuedesk.ListListsOptions{}); err != nil {
			t.Fatal(err)
		}
	}
	s.wants(s.get(http.StatusOK, "/requests"), ">120</a>", `href="/requests?below=71"`)
	last := s.get(http.StatusOK, "/requests?below=21")
	s.wants(last, ">1</a>", "Latest")
	s.omits(last, "Older")
}

func TestRequest_large(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	note := cuedesk.ContactCreate{Email: "a@example.com", FirstName: strings.Repeat("ä", shownBytes)}
	if _, err := s.srv.Client().Contacts.Create(t.Context(), note); err != nil {
		t.Fatal(err)
	}
	page := s.get(http.StatusOK, "/requests/1")
	s.wants(page, "Only the beginning is shown.", "/requests/1/body")
	if len(page) > 2*shownBytes {
		t.Errorf("a page of %d bytes", len(page))
	}
}

func TestNotFound(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const unknown = "00000000-0000-4000-8000-000000000000"
	for _, address := range []string{
		"/nowhere", "/contacts/x", "/contacts/" + unknown, "/lists/x", "/lists/" + unknown, "/imports/x", "/imports/" + unknown,
		"/requests/x", "/requests/0", "/requests/7",
	} {
		s.wants(s.get(http.StatusNotFound, address), "Not found", `href="/"`)
	}
	s.get(http.StatusNotFound, "/requests/7/body")
	s.get(http.StatusNotFound, "/static/nothing.js")
}

func TestFailure(t *testing.T) {
	t.Parallel()
	if v := failure(errors.New("broken")); v.status != http.StatusInternalServerError || v.data != "broken" {
		t.Errorf("got %+v", v)
	}
}

// TestConsole_hostileValues: whatever a contact holds is text, and stays within its place.
func TestConsole_hostileValues(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	const script, turned = `"><script>alert(1)</script>`, "\u202egnp.exe"
	id := s.srv.AddContact(cuedesktest.Contact{
		FirstName: script, LastName: turned, Email: `a@x" onfocus="alert(1)`, CustomFields: map[string]any{script: script},
	})
	client := s.srv.Client()
	list, err := client.Lists.Create(t.Context(), cuedesk.ListCreate{Name: script, Emoji: script})
	if err != nil {
		t.Fatal(err)
	}
	note := cuedesk.NoteCreate{Title: script, Content: cuedesk.NoteContent{Text: script}}
	if _, err := client.Notes.Create(t.Context(), id, note); err != nil {
		t.Fatal(err)
	}
	if err := client.Do(t.Context(), "GET /"+"{x}", nil, nil, script); err == nil {
		t.Error("there is such an operation")
	}
	for _, address := range []string{
		"/", "/contacts", "/contacts?q=" + url.QueryEscape(script), "/contacts/" + id.String(), "/lists",
		"/lists/" + list.ID.String(), "/requests", "/requests/1", "/requests/2", "/requests/3",
	} {
		s.omits(s.get(http.StatusOK, address), "<script>alert", `" onfocus="`)
	}
	s.wants(s.get(http.StatusOK, "/contacts"), "<bdi>"+turned+"</bdi>")
}

// TestGuard: the headers keep pages to themselves.
func TestGuard(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	gone, leave := context.WithCancel(t.Context())
	leave() // so that the events end after the first one
	for _, address := range []string{"/", "/nowhere", "/static/style.css", "/requests/1/body", "/events", "/faults"} {
		header := s.send(httptest.NewRequestWithContext(gone, http.MethodGet, address, nil)).Header()
		for key, want := range map[string]string{
			"Content-Security-Policy": policy, "X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY",
			"Cross-Origin-Resource-Policy": "same-origin", "Cache-Control": "no-store", "Referrer-Policy": "same-origin",
			"Cross-Origin-Opener-Policy": "same-origin", "Access-Control-Allow-Origin": "",
		} {
			if got := header.Get(key); got != want {
				t.Errorf("%s: %s is %q, want %q", address, key, got, want)
			}
		}
	}
	due := map[string]bool{"default-src": true, "form-action": true, "base-uri": true, "frame-ancestors": true}
	for directive := range strings.SplitSeq(policy, "; ") {
		name, source, _ := strings.Cut(directive, " ")
		if source != "'none'" && (source != "'self'" || name == "default-src" || name == "frame-ancestors") {
			t.Errorf("the policy allows %s", directive)
		}
		delete(due, name)
	}
	if len(due) > 0 {
		t.Errorf("the policy says nothing of %v", due)
	}
}

// TestGuard_refusals: no other page reads the console or posts to it.
func TestGuard_refusals(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, "/", nil)
	r.Host = "attacker.example"
	if w := s.send(r); w.Code != http.StatusMisdirectedRequest {
		t.Errorf("another host: status %d", w.Code)
	}
	const form = "kind=status&status=500&times=1"
	for name, change := range map[string]func(*http.Request){
		"cross-site":   func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "cross-site") },
		"another port": func(r *http.Request) { r.Header.Set("Sec-Fetch-Site", "same-site") },
		"another origin": func(r *http.Request) {
			r.Header.Del("Sec-Fetch-Site")
			r.Header.Set("Origin", "http://attacker.example")
		},
		"no token":      func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(form)) },
		"another token": func(r *http.Request) { r.Body = io.NopCloser(strings.NewReader(form + "&token=x")) },
		"token in query": func(r *http.Request) {
			body, _ := io.ReadAll(r.Body)
			r.URL.RawQuery, r.Body = string(body), http.NoBody
		},
		"too large": func(r *http.Request) {
			r.Body = io.NopCloser(io.MultiReader(r.Body, strings.NewReader("&x="+strings.Repeat("1", formLimit))))
		},
	} {
		r := s.post("/controls/faults", form)
		change(r)
		if w := s.send(r); w.Code != http.StatusForbidden {
			t.Errorf("%s: status %d", name, w.Code)
		}
	}
	if n := len(s.srv.Faults()); n != 0 {
		t.Errorf("%d faults", n)
	}
	s.submit("/controls/faults", form, "/controls?done=injected")
}

func TestControls_faults(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.submit("/controls/faults", "operation=GET+%2Fv1%2Fcontacts&kind=status&status=503&times=2&"+
		"retry_after=3&applied=1&delay=1s",
		"/controls?done=injected")
	s.submit("/controls/faults", "kind=delay&delay=5ms&always=1", "/controls?done=injected")
	page := s.get(http.StatusOK, "/controls?done=injected")
	s.wants(page, "The fault waits for its requests.", "2 left", "all requests", "any request",
		"status 503 Service Unavailable, delay of 1s, Retry-After: 3, after the operation was carried out", "delay of 5ms")
	for _, k := range kinds {
		s.submit("/controls/faults", "status=500&times=1&delay=1s&kind="+k.Name, "/controls?done=injected")
	}
	s.submit("/controls/clear", "", "/controls?done=cleared")
	if n := len(s.srv.Faults()); n != 0 {
		t.Errorf("%d faults are left", n)
	}
}

func TestControls_wrongFaults(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	for form, want := range map[string]string{
		"kind=status&status=199&times=1":                          "Status must be",
		"kind=status&status=600&times=1":                          "Status must be",
		"kind=status&status=x&times=1":                            "Status must be",
		"kind=nothing&times=1":                                    "Choose what goes wrong",
		"kind=reset&times=0":                                      "Times must be",
		"kind=reset&times=1000001":                                "Times must be",
		"kind=reset&times=1&operation=GET+%2Fnowhere":             "Choose an operation",
		"kind=reset&times=1&delay=-1s":                            "Delay must be",
		"kind=delay&times=1":                                      "Delay must be more than 0",
		"kind=status&status=500&times=1&retry_after=1%0D%0AX:+y":  "Retry-After must be",
		"kind=status&status=7&times=0&retry_after=%3Cb%3E&delay=": "Times must be",
	} {
		w := s.send(s.post("/controls/faults", form))
		if w.Code != http.StatusUnprocessableEntity {
			t.Errorf("%s: status %d", form, w.Code)
		}
		s.wants(w.Body.String(), want, `role="alert"`)
		s.omits(w.Body.String(), "<b>\"")
	}
	if n := len(s.srv.Faults()); n != 0 {
		t.Errorf("%d faults", n)
	}
}

func TestControls_settings(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.submit("/controls/settings", "latency=20ms&search_delay=2s&import_time=1m", "/controls?done=set")
	got := s.srv.Summary()
	if got.Latency != 20*time.Millisecond || got.SearchDelay != 2*time.Second || got.ImportDuration != time.Minute {
		t.Errorf("got %+v", got)
	}
	w := s.send(s.post("/controls/settings", "latency=x&search_delay=25h&import_time=3s"))
	if w.Code != http.StatusUnprocessableEntity || s.srv.Summary() != got {
		t.Errorf("status %d, %+v", w.Code, s.srv.Summary())
	}
	s.wants(w.Body.String(), "Latency must be a duration", "Search delay must be", `value="3s"`)
}

func TestControls_reset(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	s.srv.AddContact(cuedesktest.Contact{Email: "batman@example.com"})
	s.submit("/controls/reset", "", "/?done=reset")
	if n := s.srv.Summary().Contacts; n != 0 {
		t.Errorf("%d contacts", n)
	}
	broken := newSite(t, WithReset(func(context.Context) error { return errors.New("no file") }))
	if w := broken.send(broken.post("/controls/reset", "")); w.Code != http.StatusInternalServerError {
		t.Errorf("status %d", w.Code)
	}
	if w := broken.send(broken.post("/controls/finish", "")); w.Code != http.StatusNotFound {
		t.Errorf("without a test to end: status %d", w.Code)
	}
}

// TestEvents: what changes is told, and what is told is what the page says it shows.
func TestEvents(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	web := httptest.NewServer(s.page)
	t.Cleanup(web.Close)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, web.URL+"/events", nil)
	if err != nil {
		t.Fatal(err)
	}
	resp, err := web.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	events := bufio.NewScanner(resp.Body)
	next := func() string {
		for events.Scan() {
			if state, ok := strings.CutPrefix(events.Text(), "data: "); ok {
				return state
			}
		}
		t.Fatal("the events end: ", events.Err())
		return ""
	}
	first := next()
	s.wants(s.get(http.StatusOK, "/"), `data-state="`+first+`"`)
	s.srv.AddContact(cuedesktest.Contact{Email: "batman@example.com"})
	if second := next(); second == first {
		t.Errorf("a new contact is not told: %s", second)
	}
}

func TestCount(t *testing.T) {
	t.Parallel()
	for n, want := range map[int]string{
		0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -100: "-100",
		math.MinInt32: "-2,147,483,648",
	} {
		if got := count(n); got != want {
			t.Errorf("%d: got %q, want %q", n, got, want)
		}
	}
}

func TestTook(t *testing.T) {
	t.Parallel()
	for d, want := range map[time.Duration]string{
		1: "<1 ms", time.Millisecond: "1 ms", 999 * time.Millisecond: "999 ms", 1500 * time.Millisecond: "1.5 s",
	} {
		if got := took(d); got != want {
			t.Errorf("%v: got %q, want %q", d, got, want)
		}
	}
}
