package cuedesk_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// reply makes a response.
var reply = resttest.Reply

const (
	jsonType = resttest.JSON
	htmlPage = resttest.HTMLPage
	refusal  = `{"error":{"message":"NO"}}`
)

// TestError_format: what others answer, in JSON too, is not taken for the API's own words, and does not match what only
// the API can know.
func TestError_format(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body string
		own  bool
	}{
		"documented, text":    {`{"error":{"message":"404 NOT FOUND","details":"Contact not found."}}`, true},
		"documented, problem": {`{"error":{"message":"422 UNPROCESSABLE ENTITY","details":{"errors":[{"in":"body"}]}}}`, true},
		"without details":     {`{"error":{"message":"404 NOT FOUND"}}`, true},
		"without a status":    {`{"error":{"message":"Plan expired","details":{"plan":"pro"}}}`, true},
		"only a message":      {`{"error":{"message":"Plan expired"}}`, true},
		"a new member":        {`{"error":{"message":"404 NOT FOUND","details":"Gone.","code":"gone"}}`, true},
		"a new member beside": {`{"request_id":"1","error":{"message":"404 NOT FOUND"}}`, true},
		"Google":              {`{"error":{"code":404,"message":"Not found.","status":"NOT_FOUND"}}`, false},
		"Google, details":     {`{"error":{"code":404,"message":"Not found.","details":[{"reason":"R"}]}}`, false},
		"Azure":               {`{"error":{"code":"ResourceNotFound","message":"Resource not found"}}`, false},
		"type and code":       {`{"error":{"message":"Unknown route","type":"invalid_request_error","code":null}}`, false},
		"go's not found":      {`{"error":{"message":"404 page not found","code":404}}`, false},
		"success beside":      {`{"success":false,"error":{"message":"Not found"}}`, false},
		"Kong":                {`{"message":"no Route matched with those values","request_id":"1"}`, false},
		"message":             {`{"message":"Not Found"}`, false},
		"AWS":                 {`{"message":"Forbidden"}`, false},
		"AWS, capital":        {`{"Message":"User is not authorized"}`, false},
		"Cloudflare":          {`{"success":false,"errors":[{"code":7003,"message":"No route"}],"messages":[],"result":null}`, false},
		"Spring":              {`{"timestamp":"2026-01-01","status":404,"error":"Not Found","path":"/v1"}`, false},
		"problem":             {`{"type":"about:blank","title":"Not Found","status":404}`, false},
		"Tyk":                 {`{"error":"Not Found"}`, false},
		"Apigee":              {`{"fault":{"faultstring":"x","detail":{"errorcode":"y"}}}`, false},
		"GraphQL":             {`{"errors":[{"message":"Not Found"}]}`, false},
		"Envoy":               {"no healthy upstream", false},
		"Traefik":             {"404 page not found\n", false},
		"nginx":               {"<html>\r\n<head><title>404 Not Found</title></head>", false},
		"text":                {`"404 NOT FOUND"`, false},
		"no text":             {`{"error":{"message":404,"details":"x"}}`, false},
		"empty text":          {`{"error":{"message":"","details":"x"}}`, false},
		"list":                {`[{"error":{"message":"404 NOT FOUND"}}]`, false},
		"cut":                 {`{"error":{"message":"404 NOT FOUND"`, false},
		"nothing":             {"", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			once := cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1})
			for status, sentinel := range map[int]error{
				400: cuedesk.ErrInvalid, 403: cuedesk.ErrForbidden, 404: cuedesk.ErrNotFound, 409: cuedesk.ErrConflict,
				422: cuedesk.ErrInvalid,
			} {
				_, err := newClient(t, resttest.Replies(status, jsonType, test.body), once).Contacts.Get(t.Context(), contactID)
				apiErr, ok := errors.AsType[*cuedesk.Error](err)
				if !ok || errors.Is(err, sentinel) != test.own || errors.Is(err, cuedesk.ErrIntermediary) == test.own ||
					apiErr.Transient == test.own || (apiErr.Message != "") != test.own {
					t.Errorf("%d: %v, message %q, transient %v", status, err, apiErr.Message, apiErr.Transient)
				}
			}
		})
	}
}

func TestError_Details(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		body, details, snippet string
		fields                 int
	}{
		"text": {body: `{"error":{"message":"M","details":"Unauthorized access."}}`, details: "Unauthorized access."},
		"object": {body: `{"error":{"message":"M","details":{"errors":[{"type":"missing","in":"body","field":"name",` +
			`"msg":"Field required"}]}}}`, details: `{"errors":[{"type":"missing","in":"body","field":"name","msg":"Field ` +
			`required"}]}`, fields: 1},
		"other object": {body: `{"error":{"message":"M","details":{"reason":1}}}`, details: `{"reason":1}`},
		"odd errors": {
			body: `{"error":{"message":"M","details":{"errors":"all wrong"}}}`, details: `{"errors":"all wrong"}`,
		},
		"number":      {body: `{"error":{"message":"M","details":42}}`, details: "42"},
		"array":       {body: `{"error":{"message":"M","details":["a"]}}`, details: `["a"]`},
		"null":        {body: `{"error":{"message":"M","details":null}}`},
		"absent":      {body: `{"error":{"message":"M"}}`},
		"no envelope": {body: `{"detail":"Not Found"}`, snippet: `{"detail":"Not Found"}`},
		"HTML":        {body: htmlPage, snippet: htmlPage},
		"not UTF-8":   {body: "caf\xe9", snippet: "caf\uFFFD"},
		"long":        {body: strings.Repeat("x", 600), snippet: strings.Repeat("x", 512)},
		"empty":       {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, resttest.Replies(400, jsonType, test.body))
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

func TestError_Error(t *testing.T) {
	t.Parallel()
	const op = "cuedesk: GET /v1/contacts/{contact_uuid}: "
	for name, test := range map[string]struct {
		resp          func(*http.Request) (*http.Response, error)
		text, explain string
	}{
		"fields": {
			resp: resttest.Replies(422, jsonType, `{"error":{"message":"422 UNPROCESSABLE ENTITY",`+
				`"details":{"errors":[{"type":"missing","in":"body","field":"name","msg":"Field required"},`+
				`{"type":"bruce@example.com","in":"body","field":"a b","msg":"bad"}]}}}`),
			text:    op + "422 Unprocessable Entity: name missing; (?) (?)",
			explain: "body name: Field required\nbody a b: bad",
		},
		"details": {
			resp: resttest.Replies(401, jsonType,
				`{"error":{"message":"401 UNAUTHORIZED","details":"Unauthorized access."}}`),
			text:    op + "401 Unauthorized",
			explain: "Unauthorized access.",
		},
		"HTML": {
			resp:    resttest.Replies(501, "text/html", htmlPage),
			text:    op + "501 Not Implemented: not in the API's error format (4 attempts)",
			explain: htmlPage,
		},
		"unknown status": {
			resp:    resttest.Replies(499, jsonType, `{"error":{"message":"odd"}}`),
			text:    op + "499",
			explain: "odd",
		},
		"message and details": {
			resp:    resttest.Replies(400, jsonType, `{"error":{"message":"Plan expired","details":{"plan":"pro"}}}`),
			text:    op + "400 Bad Request",
			explain: "Plan expired\n" + `{"plan":"pro"}`,
		},
		"the same twice": {
			resp:    resttest.Replies(400, jsonType, `{"error":{"message":"Plan expired","details":"Plan expired"}}`),
			text:    op + "400 Bad Request",
			explain: "Plan expired",
		},
		"half a surrogate pair": {
			resp:    resttest.Replies(400, jsonType, `{"error":{"message":"400 BAD REQUEST","details":"cut \ud83d"}}`),
			text:    op + "400 Bad Request",
			explain: "cut \uFFFD",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client := newClient(t, test.resp)
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
			if logged := apiErr.LogValue().String(); !strings.Contains(logged, "status="+strconv.Itoa(apiErr.StatusCode)) ||
				strings.Contains(logged, "Field required") {
				t.Errorf("LogValue() = %s", logged)
			}
		})
	}
}

// TestError_Details_success: an answer that cannot be read may be a page of contacts,
// which is more than an error is to hold.
func TestError_Details_success(t *testing.T) {
	t.Parallel()
	for size, kept := range map[int]bool{10: true, 10000: false} {
		body := fmt.Sprintf(`{"error":{"message":"M","details":%q}}`, strings.Repeat("x", size))
		client := newClient(t, func(*http.Request) (*http.Response, error) { return reply(200, jsonType, body), nil })
		_, err := client.Contacts.Get(t.Context(), contactID)
		apiErr, ok := errors.AsType[*cuedesk.Error](err)
		if !ok || apiErr.Message != "M" || apiErr.Details.Exists() != kept {
			t.Errorf("%d characters: %v", size, err)
		}
	}
}

// TestError_Is checks what each status matches, and that it matches
// nothing else.
func TestError_Is(t *testing.T) {
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

// TestError_Is_context: an error after a context ended still has the last
// response.
func TestError_Is_context(t *testing.T) {
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
