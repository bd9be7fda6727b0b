package contract

import (
	"bytes"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path"
	"strconv"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/operations"
)

// prismEnv names the environment variable that holds the path of Prism, an implementation that is not ours. The tests
// with it are skipped without; `make contract` sets it.
const prismEnv = "CUEDESK_PRISM"

// TestPrism_mock has Prism answer with the examples of the document, after it has validated the request.
func TestPrism_mock(t *testing.T) {
	t.Parallel()
	baseURL := startPrism(t, "mock", documentPath)
	findsAnything(t, baseURL)
	v := newPrismValidator(t)
	v.next = asAsked{v.next}
	defer func() { failOn(t, "violations", v.found()) }()
	newCoverRun(t.Context(), t, v, baseURL, nil).run()
	failOn(t, "operations", v.uncalled(v.doc))
	t.Logf("Prism mock:\n%s", v.table())
	readsAnything(t, baseURL)
}

// findsAnything makes sure that Prism validates at all.
func findsAnything(t *testing.T, baseURL string) {
	t.Helper()
	const list = "/v1/contact-lists/ff234212-c92e-4f33-9350-297887ca11de"
	for route, body := range map[string]string{
		"POST /v1/contacts":                    `{"email":1}`,
		"POST /v1/contacts/search":             `{"advanced_search":[{"field":"n","operator":"gt","value":1}]}`,
		"PATCH " + list:                        `{"color":"red"}`,
		"DELETE " + list + "/contacts":         `{"contact_uuids":["x"]}`,
		"POST /v1/custom-fields":               `{"name":"Priority","field_type":"select"}`,
		"GET /v1/contacts?limit=101":           "",
		"GET /v1/contacts?contact_list_uuid=x": "",
	} {
		v := newPrismValidator(t)
		v.lenient = true
		status := sendTo(t, baseURL, v, route, body)
		if status != http.StatusUnprocessableEntity || v.found() == nil {
			t.Errorf("%s with %s: status %d, no violation", route, body, status)
		}
	}
}

// readsAnything has Prism make up responses from the schemas: the client must read whatever the document allows,
// members that it does not know included, and keep all that the document has.
func readsAnything(t *testing.T, baseURL string) {
	t.Helper()
	v := newPrismValidator(t)
	v.open, v.next = true, asAsked{v.next}
	w := newCoverRun(t.Context(), t, v, baseURL, nil)
	client := required(w.With(cuedesk.WithHeader("Prefer", "dynamic=true"),
		cuedesk.WithHTTPClient(&http.Client{Transport: naming{v}})))(w)
	for range 3 {
		for operation, call := range calls {
			result, err := call(w.ctx, client)
			if err != nil {
				t.Errorf("%s: %s", operation, explained(err))
			}
			failOn(t, "members that are lost in "+operation, lostMembers(v.doc, result))
		}
	}
	failOn(t, "violations", v.found())
}

// asAsked gives pages that are examples, or made up, the limit and the offset that were asked for: the client does not
// believe others.
type asAsked struct{ next http.RoundTripper }

func (a asAsked) RoundTrip(r *http.Request) (*http.Response, error) {
	query := r.URL.Query()
	return change(a.next, r, func(members map[string]any) {
		page, ok := members["pagination"].(map[string]any)
		if !ok {
			return
		}
		for name, otherwise := range map[string]int{"limit": 10, "offset": 0} {
			page[name] = otherwise
			if asked, err := strconv.Atoi(query.Get(name)); err == nil {
				page[name] = asked
			}
		}
	})
}

// change changes the members of an answer that is an object.
func change(next http.RoundTripper, r *http.Request, edit func(map[string]any)) (*http.Response, error) {
	resp, err := next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	var members map[string]any
	if json.Unmarshal(body, &members) == nil && members != nil {
		edit(members)
		if body, err = json.Marshal(members); err != nil {
			return nil, err
		}
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	return resp, nil
}

// naming gives answers that were made up the IDs that were asked for, and counts that add up: the client does not
// believe others.
type naming struct{ next http.RoundTripper }

func (n naming) RoundTrip(r *http.Request) (*http.Response, error) {
	return change(n.next, r, func(members map[string]any) {
		for name, id := range map[string]any{
			"uuid": path.Base(r.URL.Path), "contact_import_uuid": path.Base(r.URL.Path), "added": []any{operations.ContactID},
		} {
			if _, ok := members[name]; ok && (name == "added" || r.Method != http.MethodPost) {
				members[name] = id
			}
		}
		if warnings, ok := members["warnings"].([]any); ok {
			for _, warning := range warnings {
				if warning, ok := warning.(map[string]any); ok {
					warning["uuid"] = operations.ContactID
				}
			}
		}
		if summary, ok := members["summary"].(map[string]any); ok {
			summary["total"], summary["created"], summary["failed"] = 3, 2, 1
		}
	})
}

// TestPrism_proxy has Prism validate what the client and the fake say to each other.
func TestPrism_proxy(t *testing.T) {
	t.Parallel()
	fake := cuedesktest.NewServer(cuedesktest.WithImportDuration(0))
	upstream := httptest.NewServer(fake)
	t.Cleanup(upstream.Close)
	baseURL := startPrism(t, "proxy", documentPath, upstream.URL)
	v := newPrismValidator(t)
	fake.Inject("GET /v1/contacts", cuedesktest.Body(http.StatusOK, "application/json", `{"contacts":[]}`))
	if status := sendTo(t, baseURL, newPrismValidator(t), "GET /v1/contacts",
		""); status != http.StatusInternalServerError {
		t.Errorf("a response without pagination passes, with status %d", status)
	}
	defer func() { failOn(t, "violations", v.found()) }()
	w := newCoverRun(t.Context(), t, v, baseURL, fake)
	w.validated = true
	w.run()
	failOn(t, "operations", v.uncalled(v.doc))
	t.Logf("Prism proxy:\n%s", v.table())
}

// newPrismValidator returns a validator that reports what Prism found, too.
func newPrismValidator(t *testing.T) *validator {
	t.Helper()
	v := newValidator(t, &http.Transport{})
	v.inspect = func(resp *http.Response) []string {
		if found := resp.Header.Get("Sl-Violations"); found != "" {
			return []string{"Prism: " + found}
		}
		return nil
	}
	return v
}

// startPrism starts Prism on a free port, waits until it answers, and stops it when the test ends.
func startPrism(t *testing.T, args ...string) (baseURL string) {
	t.Helper()
	program := os.Getenv(prismEnv)
	if program == "" {
		t.Skipf("%s is not set: run `make contract`", prismEnv)
	}
	address := freeAddress(t)
	_, port, _ := net.SplitHostPort(address)
	p := start(t, program, append(args, "--errors", "--verboseLevel", "error", "--port", port)...)
	p.await(t, address)
	return "http://" + address
}
