package cuedesk_test

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
)

// reply makes a response.
func reply(status int, contentType, body string) *http.Response {
	return &http.Response{
		StatusCode: status, ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {contentType}, "X-Request-Id": {"req-1"}},
		Body:   io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

const (
	jsonType = "application/json"
	htmlPage = "<html><head><title>502 Bad Gateway</title></head></html>"
)

// torn is a response of an operation that breaks off in the middle.
func torn(t *testing.T, op operation) *http.Response {
	resp := goldenResponse(t, op.golden, "response.http")
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Error(err)
	}
	half := strings.NewReader(string(body[:len(body)/2]))
	resp.Body = io.NopCloser(io.MultiReader(half, errorReader{io.ErrUnexpectedEOF}))
	return resp
}

type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

// failure is a row of the table that every operation is run against.
type failure struct {
	name    string
	respond func(*testing.T, operation) *http.Response
	is      []error // what the error matches
	status  int
	tries   map[class]int // requests by class; not given: 1
	unknown bool          // a create's outcome is unknown
	fine    bool          // no failure for an operation without a response
}

func status(code int, body string) func(*testing.T, operation) *http.Response {
	return func(*testing.T, operation) *http.Response { return reply(code, jsonType, body) }
}

var repeated = map[class]int{read: 4, idempotent: 4}

var failures = []failure{
	{
		name: "401", status: 401, is: []error{cuedesk.ErrUnauthorized},
		respond: func(t *testing.T, _ operation) *http.Response { return goldenResponse(t, "errors", "401.http") },
	},
	{
		name: "404", status: 404, is: []error{cuedesk.ErrNotFound},
		respond: status(404, `{"error":{"message":"404 NOT FOUND","details":"Resource does not exist."}}`),
	},
	{
		name: "422", status: 422, is: []error{cuedesk.ErrInvalid},
		respond: func(t *testing.T, _ operation) *http.Response { return goldenResponse(t, "errors", "422.http") },
	},
	{
		name: "429", status: 429, is: []error{cuedesk.ErrRateLimited},
		tries:   map[class]int{read: 4, idempotent: 4, create: 4},
		respond: status(429, `{"error":{"message":"429 TOO MANY REQUESTS","details":{"retry":"later"}}}`),
	},
	{
		name: "503", status: 503, is: []error{cuedesk.ErrServer}, tries: repeated, unknown: true,
		respond: status(503, `{"error":{"message":"503 SERVICE UNAVAILABLE","details":null}}`),
	},
	{
		name: "HTML 502", status: 502, is: []error{cuedesk.ErrServer}, tries: repeated, unknown: true,
		respond: func(*testing.T, operation) *http.Response { return reply(502, "text/html", htmlPage) },
	},
	{
		name: "torn body", is: []error{cuedesk.ErrBadResponse, io.ErrUnexpectedEOF}, tries: repeated, unknown: true,
		respond: torn,
	},
	{
		name: "empty body with 200", status: 200, is: []error{cuedesk.ErrBadResponse}, unknown: true, fine: true,
		respond: status(200, ""),
	},
	{
		name: "HTML with 200", status: 200, is: []error{cuedesk.ErrBadResponse}, unknown: true, fine: true,
		respond: func(*testing.T, operation) *http.Response { return reply(200, "text/html", htmlPage) },
	},
	{
		name: "wrong shape with 200", status: 200, is: []error{cuedesk.ErrBadResponse}, unknown: true, fine: true,
		respond: status(200, `{"ok":true}`),
	},
	{
		name: "list instead of object with 200", status: 200, is: []error{cuedesk.ErrBadResponse}, unknown: true, fine: true,
		respond: status(200, `[]`),
	},
}

// TestFailures runs every operation against every failure. The waits between
// attempts pass in the bubble's own time.
func TestFailures(t *testing.T) {
	t.Parallel()
	for _, op := range operations {
		for _, f := range failures {
			t.Run(op.golden+"/"+f.name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) { checkFailure(t, op, f) })
			})
		}
	}
}

func checkFailure(t *testing.T, op operation, f failure) {
	requests := 0
	client := newClient(t, func(*http.Request) (*http.Response, error) {
		requests++
		return f.respond(t, op), nil
	})
	_, err := op.call(t.Context(), client)
	if f.fine && op.empty {
		if err != nil {
			t.Errorf("an answer that is not read failed: %v", err)
		}
		return
	}
	apiErr, ok := errors.AsType[*cuedesk.Error](err)
	if !ok {
		t.Fatalf("got %T %v, want an *Error", err, err)
	}
	for _, sentinel := range f.is {
		if !errors.Is(err, sentinel) {
			t.Errorf("%v does not match %v", err, sentinel)
		}
	}
	if want := f.unknown && op.class == create; errors.Is(err, cuedesk.ErrOutcomeUnknown) != want {
		t.Errorf("outcome unknown is %v, want %v", !want, want)
	}
	if want := max(1, f.tries[op.class]); requests != want || len(apiErr.Attempts) != want {
		t.Errorf("%d requests, %d attempts in the error, want %d", requests, len(apiErr.Attempts), want)
	}
	if f.status != 0 && apiErr.StatusCode != f.status || apiErr.Operation != op.pattern {
		t.Errorf("status %d of %q", apiErr.StatusCode, apiErr.Operation)
	}
	checkText(t, op, err.Error())
}

// checkText makes sure that an error names the route and nothing of a person.
func checkText(t *testing.T, op operation, text string) {
	t.Helper()
	if !strings.HasPrefix(text, "cuedesk: "+op.pattern+": ") {
		t.Errorf("the error does not begin with the operation: %s", text)
	}
	for _, private := range []string{contactID.String(), "Bruce", "batman", "1234567890", "token", "<html"} {
		if strings.Contains(text, private) {
			t.Errorf("the error shows %q: %s", private, text)
		}
	}
}

func TestErrorDetails(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body, details, snippet string
		fields                 int
	}{
		"text":         {body: `{"error":{"message":"M","details":"Unauthorized access."}}`, details: "Unauthorized access."},
		"object":       {body: `{"error":{"message":"M","details":{"errors":[{"type":"missing","in":"body","field":"name","msg":"Field required"}]}}}`, details: `{"errors":[{"type":"missing","in":"body","field":"name","msg":"Field required"}]}`, fields: 1},
		"other object": {body: `{"error":{"message":"M","details":{"reason":1}}}`, details: `{"reason":1}`},
		"odd errors":   {body: `{"error":{"message":"M","details":{"errors":"all wrong"}}}`, details: `{"errors":"all wrong"}`},
		"number":       {body: `{"error":{"message":"M","details":42}}`, details: "42"},
		"array":        {body: `{"error":{"message":"M","details":["a"]}}`, details: `["a"]`},
		"null":         {body: `{"error":{"message":"M","details":null}}`},
		"absent":       {body: `{"error":{"message":"M"}}`},
		"no envelope":  {body: `{"detail":"Not Found"}`, snippet: `{"detail":"Not Found"}`},
		"HTML":         {body: htmlPage, snippet: htmlPage},
		"not UTF-8":    {body: "caf\xe9", snippet: "caf\uFFFD"},
		"long":         {body: strings.Repeat("x", 600), snippet: strings.Repeat("x", 512)},
		"empty":        {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, func(*http.Request) (*http.Response, error) { return reply(400, jsonType, test.body), nil })
			_, err := client.Contacts.Get(t.Context(), contactID)
			apiErr, ok := errors.AsType[*cuedesk.Error](err)
			if !ok {
				t.Fatalf("got %v", err)
			}
			if apiErr.Details.String() != test.details || apiErr.Snippet != test.snippet || len(apiErr.Fields) != test.fields {
				t.Errorf("details %q, snippet %q, fields %v", apiErr.Details, apiErr.Snippet, apiErr.Fields)
			}
			if apiErr.RequestID != "req-1" || apiErr.Header.Get("X-Request-Id") != "req-1" {
				t.Errorf("request ID %q, header %v", apiErr.RequestID, apiErr.Header)
			}
		})
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	const op = "cuedesk: GET /v1/contacts/{contact_uuid}: "
	for name, test := range map[string]struct {
		resp          *http.Response
		text, explain string
	}{
		"fields": {
			resp:    reply(422, jsonType, `{"error":{"message":"422 UNPROCESSABLE ENTITY","details":{"errors":[{"type":"missing","in":"body","field":"name","msg":"Field required"},{"type":"bruce@example.com","in":"body","field":"a b","msg":"bad"}]}}}`),
			text:    op + "422 Unprocessable Entity: name missing; (?) (?)",
			explain: "body name: Field required\nbody a b: bad",
		},
		"details": {
			resp:    reply(401, jsonType, `{"error":{"message":"401 UNAUTHORIZED","details":"Unauthorized access."}}`),
			text:    op + "401 Unauthorized",
			explain: "Unauthorized access.",
		},
		"HTML": {
			resp:    reply(501, "text/html", htmlPage),
			text:    op + "501 Not Implemented: not in the API's error format",
			explain: htmlPage,
		},
		"unknown status": {
			resp: reply(499, jsonType, `{"error":{"message":"odd"}}`),
			text: op + "499",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, func(*http.Request) (*http.Response, error) { return test.resp, nil })
			_, err := client.Contacts.Get(t.Context(), contactID)
			apiErr, ok := errors.AsType[*cuedesk.Error](err)
			if !ok {
				t.Fatalf("got %v", err)
			}
			if apiErr.Error() != test.text {
				t.Errorf("Error() = %q", apiErr.Error())
			}
			if apiErr.Explain() != test.explain {
				t.Errorf("Explain() = %q", apiErr.Explain())
			}
			if logged := apiErr.LogValue().String(); !strings.Contains(logged, "status="+strconv.Itoa(apiErr.StatusCode)) || strings.Contains(logged, "Field required") {
				t.Errorf("LogValue() = %s", logged)
			}
		})
	}
}

// TestErrorSentinels checks what each status matches, and that it matches
// nothing else.
func TestErrorSentinels(t *testing.T) {
	t.Parallel()
	sentinels := map[error][]int{
		cuedesk.ErrInvalid:      {400, 422},
		cuedesk.ErrUnauthorized: {401},
		cuedesk.ErrForbidden:    {403},
		cuedesk.ErrNotFound:     {404},
		cuedesk.ErrConflict:     {409},
		cuedesk.ErrRateLimited:  {429},
		cuedesk.ErrServer:       {500, 501, 502, 503, 504, 599},
	}
	for sentinel, codes := range sentinels {
		for _, code := range []int{400, 401, 403, 404, 409, 418, 422, 429, 500, 501, 502, 503, 504, 599} {
			var want bool
			for _, c := range codes {
				want = want || c == code
			}
			err := &cuedesk.Error{StatusCode: code}
			if errors.Is(err, sentinel) != want {
				t.Errorf("%d matches %v: %v", code, sentinel, !want)
			}
		}
	}
}

// TestErrorJoinsContext: an error after a context ended still has the last
// response.
func TestErrorJoinsContext(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancelCause(t.Context())
	cause := errors.New("shutting down")
	client := newClient(t, func(*http.Request) (*http.Response, error) {
		cancel(cause)
		return reply(503, jsonType, `{}`), nil
	})
	_, err := client.Contacts.Get(ctx, contactID)
	apiErr, ok := errors.AsType[*cuedesk.Error](err)
	if !ok || apiErr.StatusCode != 503 || !errors.Is(err, context.Canceled) || !errors.Is(err, cause) {
		t.Errorf("got %v", err)
	}
}
