package cuedesktest_test

import (
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// filledAPI is a server with one of everything.
type filledAPI struct {
	*api

	ids map[string]string
}

func newFilledAPI(t *testing.T) *filledAPI {
	t.Helper()
	a := newAPI(t)
	contact := a.create("/v1/contacts", `{"email":"bruce@example.com"}`)
	ids := map[string]string{
		"contact_uuid":      contact,
		"contact_list_uuid": a.create("/v1/contact-lists", `{"name":"VIP"}`),
		"custom_field_uuid": a.create("/v1/custom-fields", `{"name":"Revenue","field_type":"number:integer"}`),
		"note_uuid":         a.create("/v1/contacts/"+contact+"/notes", `{"content":{"text":"Hi"}}`),
		"contact_import_uuid": a.do(http.StatusAccepted, "POST /v1/contacts/bulk",
			`{"contacts":[{"email":"x@example.com"}]}`).
			text("contact_import_uuid"),
	}
	return &filledAPI{a, ids}
}

var parameter = regexp.MustCompile(`\{([a-z_]+)\}`)

// fillPath replaces parameters by the IDs of what there is, but some by others.
func (w *filledAPI) fillPath(template string, others map[string]string) string {
	return parameter.ReplaceAllStringFunc(template, func(match string) string {
		name := strings.Trim(match, "{}")
		if other, ok := others[name]; ok {
			return other
		}
		return w.ids[name]
	})
}

func TestOperations(t *testing.T) {
	t.Parallel()
	var want []string
	for _, op := range documented {
		want = append(want, op.operation)
	}
	slices.Sort(want)
	if diff := cmp.Diff(want, cuedesktest.Operations()); diff != "" {
		t.Errorf("operations (-want +got):\n%s", diff)
	}
}

func TestOperations_answer(t *testing.T) {
	t.Parallel()
	for _, op := range documented {
		t.Run(op.operation, func(t *testing.T) {
			t.Parallel()
			w := newFilledAPI(t)
			got := w.do(op.status, w.fillPath(op.operation, nil), w.fillPath(bodies[op.operation], nil))
			if got.header.Get("X-Request-Id") == "" {
				t.Error("no X-Request-Id")
			}
			wantType := "application/json"
			if op.status == http.StatusNoContent {
				wantType = ""
				equal(t, "body", got.body, "")
			}
			equal(t, "Content-Type", got.header.Get("Content-Type"), wantType)
			recorded := w.srv.Requests()
			equal(t, "recorded operation", recorded[len(recorded)-1].Operation, op.operation)
		})
	}
}

func TestOperations_token(t *testing.T) {
	t.Parallel()
	headers := []string{
		"", "Bearer", "Bearer ", "Bearer wrong", "Basic " + cuedesktest.Token, cuedesktest.Token,
		"Bearer  " + cuedesktest.Token,
	}
	for _, op := range documented {
		t.Run(op.operation, func(t *testing.T) {
			t.Parallel()
			w := newFilledAPI(t)
			method, path, _ := strings.Cut(w.fillPath(op.operation, nil), " ")
			for _, header := range headers {
				r := w.request(method, path, w.fillPath(bodies[op.operation], nil))
				r.Header.Set("Authorization", header)
				got := w.send(r)
				equal(t, "status with "+header, got.status, http.StatusUnauthorized)
				got.want("error.message", `"401 UNAUTHORIZED"`)
				got.want("error.details", `"Unauthorized access."`)
			}
		})
	}
}

func TestTokens(t *testing.T) {
	t.Parallel()
	a := newAPI(t, cuedesktest.WithToken("other"))
	equal(t, "token", a.srv.Token(), "other")
	a.do(http.StatusOK, "GET /v1/contacts", "")
	for header, want := range map[string]int{
		"Bearer other":                http.StatusOK,
		"bearer other":                http.StatusOK,
		"Bearer " + cuedesktest.Token: http.StatusUnauthorized,
	} {
		r := a.request("GET", "/v1/contacts", "")
		r.Header.Set("Authorization", header)
		equal(t, header, a.send(r).status, want)
	}
}

// TestOperations_pathParameters sends, for every parameter of every operation, one that is no UUID and one of
// nothing.
func TestOperations_pathParameters(t *testing.T) {
	t.Parallel()
	for _, op := range documented {
		for _, match := range parameter.FindAllStringSubmatch(op.operation, -1) {
			name := match[1]
			t.Run(op.operation+" "+name, func(t *testing.T) {
				t.Parallel()
				w := newFilledAPI(t)
				body := w.fillPath(bodies[op.operation], nil)
				for _, bad := range []string{"7", "ff0556cffbad4d5594cd119bac9df2da", "a%2Fb", "null"} {
					w.invalid(w.fillPath(op.operation, map[string]string{name: bad}), body, "uuid_parsing path "+name)
				}
				got := w.do(http.StatusNotFound, w.fillPath(op.operation, map[string]string{name: unknownID}), body)
				got.want("error.message", `"404 NOT FOUND"`)
				if got.text("error.details") == "" {
					t.Error("no details")
				}
			})
		}
	}
}

// TestOperations_otherIDs uses the ID of each kind of resource in place of another's.
func TestOperations_otherIDs(t *testing.T) {
	t.Parallel()
	w := newFilledAPI(t)
	for _, op := range documented {
		for _, match := range parameter.FindAllStringSubmatch(op.operation, -1) {
			for other, id := range w.ids {
				if other != match[1] {
					route := w.fillPath(op.operation, map[string]string{match[1]: id})
					w.do(http.StatusNotFound, route, w.fillPath(bodies[op.operation], nil))
				}
			}
		}
	}
}

func TestOperations_unknownParameters(t *testing.T) {
	t.Parallel()
	for _, op := range documented {
		t.Run(op.operation, func(t *testing.T) {
			t.Parallel()
			w := newFilledAPI(t)
			w.invalid(w.fillPath(op.operation, nil)+"?pages=2&Limit=1", w.fillPath(bodies[op.operation], nil),
				"extra_forbidden query Limit; extra_forbidden query pages")
			got := w.do(http.StatusBadRequest, w.fillPath(op.operation, nil)+"?a=%zz", w.fillPath(bodies[op.operation], nil))
			got.want("error.message", `"400 BAD REQUEST"`)
		})
	}
}

func TestUnknownRoutes(t *testing.T) {
	t.Parallel()
	routes := []string{
		"GET /", "GET /v1", "GET /v1/nothing", "GET /v2/contacts", "GET /v1/contacts/", "GET /v1//contacts",
		"PUT /v1/contacts", "DELETE /v1/contacts/" + unknownID, "HEAD /v1/contacts", "GET /v1/contacts/search/x/y",
		"POST /v1/contacts/" + unknownID, "PATCH /v1/contacts/" + unknownID + "/notes/" + unknownID, "get /v1/contacts",
	}
	for _, route := range routes {
		t.Run(route, func(t *testing.T) {
			t.Parallel()
			a := newAPI(t)
			got := a.do(http.StatusNotFound, route, "")
			got.want("error.message", `"404 NOT FOUND"`)
			got.want("error.details", `"Resource does not exist."`)
			equal(t, "recorded operation", a.srv.Requests()[0].Operation, "")
		})
	}
}
