package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
)

// The identifiers in the answers.
const (
	token     = "bench-token"
	contactID = "ff0556cf-fbad-4d55-94cd-000000000001" // as contactJSON(1) has it
	missingID = "ff0556cf-fbad-4d55-94cd-000000000422" // asking for it is a 422
	importID  = "ff28a1b2-c3d4-5e6f-7a8b-9c0d1e2f3a4b"
)

// total is how many contacts the list has.
const total = 10_000

// contactJSON is a contact with six custom values, about 600 bytes.
func contactJSON(i int) string {
	return fmt.Sprintf(`{"uuid":"ff0556cf-fbad-4d55-94cd-%012x","workspace_uuid":"ff027904-fdbc-4c30-a533-105d1c96e1cb",`+
		`"first_name":"Bruce %d","last_name":"Wayne %d","external_contact_id":"batman-%d","email":"batman%d@example.com",`+
		`"phone_number":"+49151%08d","whatsapp_id":"49151%08d","fb_messenger_id":"fb_%d","archived":false,`+
		`"created_at":"2025-12-10T10:31:34.353Z","updated_at":"2025-12-10T10:31:34.353Z",`+
		`"last_engaged_at":"2025-12-09T14:57:36Z",`+
		`"custom_fields":{"date_of_birth":"1985-02-19","subscription":"Enterprise","is_verified":true,"num_seats":%d,`+
		`"score":12.5,"interests":["music","travel"]}}`, i, i, i, i, i, i, i, i, i)
}

func pageJSON(offset, limit int) []byte {
	items := make([]string, max(0, min(limit, total-offset)))
	for i := range items {
		items[i] = contactJSON(offset + i)
	}
	return fmt.Appendf(nil, `{"contacts":[%s],"pagination":{"limit":%d,"offset":%d,"total":%d}}`,
		strings.Join(items, ","), limit, offset, total)
}

const problemsJSON = `{"error":{"message":"422 UNPROCESSABLE ENTITY","details":{"errors":[` +
	`{"type":"missing","in":"body","field":"name","msg":"Field required"},` +
	`{"type":"string_too_short","in":"body","field":"emoji","msg":"String should have at least 1 character"}]}}}`

// answers is the server: bytes by route, made once, so that it costs little.
type answers struct {
	pages   sync.Map // []byte by query
	search  []byte
	contact []byte
}

func newAnswers() *answers {
	return &answers{search: pageJSON(0, 10), contact: []byte(contactJSON(1))}
}

// page returns the page that a query asks for.
func (a *answers) page(query string) []byte {
	if page, ok := a.pages.Load(query); ok {
		body, _ := page.([]byte)
		return body
	}
	values, _ := url.ParseQuery(query)
	offset, _ := strconv.Atoi(values.Get("offset"))
	limit, _ := strconv.Atoi(values.Get("limit"))
	body := pageJSON(offset, limit)
	a.pages.Store(query, body)
	return body
}

func (a *answers) answer(r *http.Request) (status int, body []byte) {
	switch path := r.URL.Path; {
	case path == "/v1/contacts/search":
		return 200, a.search
	case path == "/v1/contacts/bulk":
		return 202, []byte(`{"contact_import_uuid":"` + importID + `"}`)
	case path == "/v1/contacts" && r.Method == http.MethodPost:
		return 201, a.contact
	case path == "/v1/contacts":
		return 200, a.page(r.URL.RawQuery)
	case strings.HasSuffix(path, missingID):
		return 422, []byte(problemsJSON)
	}
	return 200, a.contact
}

// ServeHTTP answers over a socket.
func (a *answers) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body)
	status, body := a.answer(r)
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(body) //nolint:gosec // G705: it is JSON, and only the measurements read it
}

// RoundTrip answers in memory.
func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		_, _ = io.Copy(io.Discard, r.Body)
		_ = r.Body.Close()
	}
	status, body := a.answer(r)
	return &http.Response{
		StatusCode: status, Status: strconv.Itoa(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header:        http.Header{"Content-Type": {"application/json"}},
		Body:          io.NopCloser(bytes.NewReader(body)),
		ContentLength: int64(len(body)), Request: r,
	}, nil
}
