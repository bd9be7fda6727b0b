package cuedesk_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// fuzzClient is a client that gets one body for everything, once.
func fuzzClient(f func(*http.Request) (*http.Response, error)) *cuedesk.Client {
	client, err := cuedesk.NewClient("token",
		cuedesk.WithHTTPClient(&http.Client{Transport: transport(f)}),
		cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))
	if err != nil {
		panic(err)
	}
	return client
}

// FuzzResponses gives any body to every operation: it decodes or is a typed
// error, and what was decoded can be encoded.
func FuzzResponses(f *testing.F) {
	operations := operationsOf(f)
	for i, op := range operations {
		resp, err := http.ReadResponse(resttest.GoldenFile(f, op.Golden, "response.http"), nil)
		if err != nil {
			f.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(i, body)
	}
	for _, body := range []string{
		"", "null", "[]", `{"uuid":1}`, `{"contacts":[],"pagination":null}`,
		strings.Repeat("[", 20000), "\xff", `{"a":1,"a":2}`,
	} {
		f.Add(0, []byte(body))
	}
	f.Fuzz(func(t *testing.T, i int, body []byte) {
		op := operations[int(uint(i)%uint(len(operations)))]
		client := fuzzClient(func(*http.Request) (*http.Response, error) { return reply(200, jsonType, string(body)), nil })
		got, err := op.Call(t.Context(), client)
		if err == nil {
			if _, err := marshal(got); err != nil {
				t.Errorf("%s: what was decoded does not encode: %v", op.Golden, err)
			}
			return
		}
		apiErr, ok := errors.AsType[*cuedesk.Error](err)
		if !ok || !errors.Is(err, cuedesk.ErrBadResponse) || apiErr.StatusCode != 200 || !utf8.ValidString(apiErr.Snippet) {
			t.Errorf("%s: %T %v", op.Golden, err, err)
		}
	})
}

// FuzzErrors gives any status and body to a call: the error is typed, short and
// one line of text.
func FuzzErrors(f *testing.F) {
	for _, name := range []string{"401.http", "422.http"} {
		resp, err := http.ReadResponse(resttest.GoldenFile(f, "errors", name), nil)
		if err != nil {
			f.Fatal(err)
		}
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(resp.StatusCode, "application/json", body)
	}
	f.Add(502, "text/html", []byte(htmlPage))
	f.Add(422, "application/json", []byte(`{"error":{"message":"x","details":{"errors":[{"type":"a\nb",`+
		`"field":"bruce@example.com"}]}}}`))
	f.Add(422, "application/json", []byte(`{"error":{"message":"x","details":{"errors":[{}]}}}`))
	f.Add(500, "\x00", []byte(strings.Repeat(`{"error":`, 3000)))
	f.Fuzz(func(t *testing.T, status int, contentType string, body []byte) {
		status = 300 + int(uint(status)%300)
		client := fuzzClient(func(*http.Request) (*http.Response, error) {
			return reply(status, contentType, string(body)), nil
		})
		_, err := client.Contacts.Get(t.Context(), contactID)
		apiErr, ok := errors.AsType[*cuedesk.Error](err)
		if !ok || apiErr.StatusCode != status {
			t.Fatalf("%T %v", err, err)
		}
		if text := apiErr.Error(); strings.ContainsAny(text, "\r\n@") || !utf8.ValidString(text) {
			t.Errorf("text %q", text)
		}
		if len(apiErr.Snippet) > 3*512 || !utf8.ValidString(apiErr.Snippet) {
			t.Errorf("snippet of %d bytes", len(apiErr.Snippet))
		}
		_, _ = apiErr.Explain(), apiErr.LogValue()
	})
}

// FuzzCustomValues: what is taken in comes out again, and no accessor panics.
func FuzzCustomValues(f *testing.F) {
	for _, seed := range []string{
		`{"date_of_birth":"1985-02-19","subscription":"Enterprise","is_verified":true,"num_seats":450}`,
		`{}`, `null`, `[]`, `{"a":{"b":[1,2.5e300,null,"\ud83d\ude00"]}}`, `{"a":1,"a":2}`, `{"":-0}`, `{"a":"\ud800"}`,
		`{"a`, `{"a":1.5,"b":-9223372036854775809,"c":1e400,"d":"2025-02-30","e":[1],"f":["x",null],"g":{"h":[]},"i":null}`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var values cuedesk.CustomValues
		if values.UnmarshalJSON(data) != nil {
			return
		}
		keys := values.Keys()
		if values.Len() != len(keys) {
			t.Errorf("%d keys, length %d", len(keys), values.Len())
		}
		for key, v := range values.All() {
			_, _ = v.Int64()
			_, _ = v.Float64()
			_, _ = v.Bool()
			_, _ = v.Time()
			_, _ = v.Strings()
			_, _, _, _ = v.String(), v.IsNull(), v.Exists(), v.LogValue()
			if !values.Get(key).Exists() || !json.Valid(v.Raw()) {
				t.Errorf("%q has %s", key, v.Raw())
			}
		}
		_ = values.Decode(&map[string]any{})
	})
}

// FuzzQuery builds queries from any text and times: they encode to JSON that
// holds the text, or are refused before anything is sent.
func FuzzQuery(f *testing.F) {
	f.Add("john", "num_seats", "@example.com", int64(100), 1.5, int64(1765362694))
	f.Add("", "", "", int64(-1<<63), 0.0, int64(-1<<62))
	f.Add("\"}", "a\x00b", "\xff", int64(0), 1e308, int64(1<<40))
	f.Fuzz(func(t *testing.T, term, key, text string, n int64, x float64, seconds int64) {
		at := time.Unix(seconds, 0)
		q := cuedesk.Where(
			cuedesk.Email.Contains(text), cuedesk.CustomText(key).Is(text), cuedesk.CustomLong(key).Between(n, n),
			cuedesk.CustomDouble(key).AtMost(x), cuedesk.CustomDate(key).After(at), cuedesk.CreatedAt.Before(at),
		).Text(term).OrderBy(cuedesk.CustomText(key).Desc())
		sent := false
		client := fuzzClient(func(r *http.Request) (*http.Response, error) {
			sent = true
			body, err := io.ReadAll(r.Body)
			if err != nil || !json.Valid(body) || !utf8.Valid(body) {
				t.Errorf("sent %q, %v", body, err)
			}
			if quoted, err := json.Marshal(text); err == nil && text != "" && !bytes.Contains(body, plain(quoted)) {
				t.Errorf("%q is not in %s", text, body)
			}
			return reply(200, jsonType, `{"contacts":[],"pagination":{"limit":10,"offset":0,"total":0}}`), nil
		})
		_, err := client.Contacts.Search(t.Context(), q, cuedesk.PageOptions{})
		if sent != (err == nil) || err != nil && !errors.Is(err, cuedesk.ErrInvalid) {
			t.Errorf("sent is %v, %v", sent, err)
		}
	})
}

// plain undoes what encoding/json escapes for HTML and the client does not.
func plain(quoted []byte) []byte {
	return []byte(strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&", `\u2028`, "\u2028", `\u2029`, "\u2029",
		`\u007f`, "\x7f").Replace(string(quoted)))
}

// FuzzParseID: what is an ID prints as one, and nothing else is.
func FuzzParseID(f *testing.F) {
	for _, seed := range []string{
		contactID.String(), strings.ToUpper(contactID.String()), "", "opt-uuid-1",
		"{" + contactID.String() + "}", "urn:uuid:" + contactID.String(),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		id, err := cuedesk.ParseID[cuedesk.Contact](text)
		if err != nil {
			return
		}
		if again, err := cuedesk.ParseID[cuedesk.Contact](id.String()); err != nil || again != id ||
			url.PathEscape(id.String()) != id.String() {
			t.Errorf("%q reads as %v", text, id)
		}
	})
}
