package contract

import (
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// send sends a request that no client of ours would to the fake, and returns the status of the response.
func send(t *testing.T, through http.RoundTripper, route, body string, header ...string) int {
	t.Helper()
	return sendTo(t, cuedesktest.BaseURL, through, route, body, header...)
}

// sendTo is send to a base URL.
func sendTo(t *testing.T, baseURL string, through http.RoundTripper, route, body string, header ...string) int {
	t.Helper()
	method, path, _ := strings.Cut(route, " ")
	req, err := http.NewRequestWithContext(t.Context(), method, baseURL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+cuedesktest.Token)
	if body != "" {
		req.Header.Set("Content-Type", "application/json")
	}
	for n := 0; n+1 < len(header); n += 2 {
		req.Header.Set(header[n], header[n+1])
	}
	resp, err := through.RoundTrip(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	return resp.StatusCode
}

// TestValidator_requests has the validator find what is wrong with requests.
func TestValidator_requests(t *testing.T) {
	t.Parallel()
	const contact = "/v1/contacts/ff0556cf-fbad-4d55-94cd-119bac9df2da"
	for name, tc := range map[string]struct {
		route, body string
		header      []string
		want        string
	}{
		"right":          {route: "POST /v1/contacts", body: `{"email":"a@b"}`},
		"no operation":   {route: "GET /v1/people", want: "GET /v1/people: is no operation"},
		"no such method": {route: "PUT " + contact, want: "PUT " + contact + ": is no operation"},
		"unknown member": {
			route: "POST /v1/contacts", body: `{"email":"a@b","nick":1}`,
			want: "createContact request: body.nick is not in the document",
		},
		"unknown parameter": {
			route: "GET /v1/contacts?sort=asc", want: "listContacts request: query.sort is not in the document",
		},
		"repeated": {
			route: "GET /v1/contacts?limit=1&limit=1", want: "listContacts request: query.limit is given more than once",
		},
		"range": {
			route: "GET /v1/contacts?limit=101", want: "listContacts request: query.limit: number must be at most 100",
		},
		"enumeration": {route: "GET /v1/contacts?order=up", want: `listContacts request: query.order: value is not ` +
			`one of the allowed values ["asc","desc"]`},
		"path": {route: "GET /v1/contacts/x", want: `getContact request: path.contact_uuid: string doesn't ` +
			`match the format "uuid" (not a UUID)`},
		"type": {
			route: "POST /v1/contacts", body: `{"email":1}`,
			want: "createContact request: body.email: value must be a string",
		},
		"null": {
			route: "POST /v1/contacts", body: `{"email":null}`,
			want: "createContact request: body.email: Value is not nullable",
		},
		"missing": {route: "POST /v1/contact-lists", body: `{}`, want: "createContactList request: body.name: " +
			"property \"name\" is missing"},
		"no identifier": {
			route: "POST /v1/contacts", body: `{"first_name":"a"}`,
			want: "createContact request: body: doesn't match any schema from \"anyOf\"",
		},
		"too many": {
			route: "POST /v1/contacts/bulk", body: `{"contacts":[` + strings.Repeat(`{},`, 1000) + `{}]}`,
			want: "bulkCreateContacts request: body.contacts: maximum number of items is 1000",
		},
		"number in filter": {route: "POST /v1/contacts/search", body: `{"advanced_search":[{"field":"n","operator":"gt",` +
			`"value":1}]}`, want: `searchContacts request: body.advanced_search.0.value: value doesn't match any schema from ` +
			`"oneOf"`},
		"no body": {route: "POST /v1/contacts", want: "createContact request: value is required but missing"},
		"body of a GET": {
			route: "GET /v1/contacts", body: "{}", want: "listContacts request: request body not allowed for this request",
		},
		"body of a DELETE": {
			route: "DELETE /v1/contact-lists/ff0556cf-fbad-4d55-94cd-119bac9df2da/contacts",
			want:  "removeContactsFromContactList request: value is required but missing",
		},
		"media type": {
			route: "POST /v1/contacts", body: "{}", header: []string{"Content-Type", "text/plain"},
			want: `createContact request: header Content-Type has unexpected value "text/plain"`,
		},
		"no token": {
			route: "GET /v1/contacts", header: []string{"Authorization", ""},
			want: "listContacts request: the Authorization header is not a bearer token",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newValidator(t, cuedesktest.NewServer())
			send(t, v, tc.route, tc.body, tc.header...)
			if found := v.found(); tc.want == "" && found != nil || tc.want != "" && !slices.Contains(found, tc.want) {
				t.Errorf("found\n  %s\nnot\n  %s", strings.Join(found, "\n  "), tc.want)
			}
		})
	}
}

// reply answers every request alike.
type reply struct {
	status     int
	kind, body string
}

func (r reply) RoundTrip(req *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: r.status, Header: http.Header{"Content-Type": {r.kind}}, Request: req,
		Body: io.NopCloser(strings.NewReader(r.body)),
	}, nil
}

// TestValidator_responses has the validator find what is wrong with responses.
func TestValidator_responses(t *testing.T) {
	t.Parallel()
	const (
		list = "GET /v1/contacts"
		page = `"pagination":{"limit":50,"offset":0,"total":0}`
	)
	for name, tc := range map[string]struct {
		route string
		reply reply
		want  string
	}{
		"right":  {list, reply{200, "application/json", `{"contacts":[],` + page + `}`}, ""},
		"status": {list, reply{418, "application/json", `{}`}, "listContacts response 418: status is not supported"},
		"media type": {list, reply{200, "text/html", `<html>`}, `listContacts response 200: response header ` +
			`Content-Type has unexpected value: "text/html"`},
		"missing": {
			list,
			reply{200, "application/json", `{"contacts":[]}`},
			`listContacts response 200: body.pagination: property "pagination" is missing`,
		},
		"unknown member": {
			list,
			reply{200, "application/json", `{"contacts":[{"nick":1}],` + page + `}`},
			"listContacts response 200: body.contacts[].nick is not in the document",
		},
		"null": {
			list,
			reply{200, "application/json", `{"contacts":null,` + page + `}`},
			"listContacts response 200: body.contacts: Value is not nullable",
		},
		"error": {
			list,
			reply{422, "application/json", `{"error":{"message":"422"}}`},
			`listContacts response 422: body.error.details: property "details" is missing`,
		},
		"body of a 204": {
			"DELETE /v1/custom-fields/ff0556cf-fbad-4d55-94cd-119bac9df2da",
			reply{204, "", "{}"},
			"deleteCustomField response 204: body is not in the document",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := newValidator(t, tc.reply)
			send(t, v, tc.route, "")
			if found := v.found(); tc.want == "" && found != nil || tc.want != "" && !slices.Contains(found, tc.want) {
				t.Errorf("found\n  %s\nnot\n  %s", strings.Join(found, "\n  "), tc.want)
			}
		})
	}
}

// TestValidator_unused has the coverage find what was not called, not sent and not received.
func TestValidator_unused(t *testing.T) {
	t.Parallel()
	fake := cuedesktest.NewServer()
	v := newValidator(t, fake)
	w := newCoverRun(t.Context(), t, v, cuedesktest.BaseURL, fake)
	w.ok(w.Contacts.Create(w.ctx, cuedesk.ContactCreate{Email: "a@b"}))
	w.ok(w.Contacts.List(w.ctx, cuedesk.ListContactsOptions{Order: cuedesk.Ascending}))
	missing := v.missing(v.doc)
	for _, line := range []string{
		"getContact never called",
		"createContact body.first_name never sent",
		"listContacts query.order=desc never sent",
		"listContacts query.limit=100 never sent",
		"createContact 201 body.first_name never received",
		"createContact 422 never received",
		"error response body.error.details.errors[].msg never received",
		"any response status=archived never received",
	} {
		if !slices.Contains(missing, line) {
			t.Errorf("not found: %s", line)
		}
	}
	for _, line := range missing {
		if line == "createContact body.email never sent" || line == "listContacts query.order=asc never sent" {
			t.Errorf("found in spite of its use: %s", line)
		}
	}
}

// TestCalls_complete holds the table of calls to the document.
func TestCalls_complete(t *testing.T) {
	t.Parallel()
	fake := cuedesktest.NewServer()
	for operation, call := range calls {
		v := newValidator(t, fake)
		w := newCoverRun(t.Context(), t, v, cuedesktest.BaseURL, fake)
		if _, err := call(w.ctx, w.Client); v.calls[operation] != 1 {
			t.Errorf("the call of %s was none of it: %v", operation, err)
		}
		failOn(t, "violations", v.found())
	}
	if want := len(openDocument(t).operations()); len(calls) != want {
		t.Errorf("%d calls for %d operations", len(calls), want)
	}
}
