package vcr

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/dnaeon/go-vcr.v3/cassette"
)

// TestLeaks finds what must not be in a cassette, so that finding nothing means
// something.
func TestLeaks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		spoil func(in *cassette.Request, out *cassette.Response)
		want  string // "" is nothing
	}{
		"nothing": {func(*cassette.Request, *cassette.Response) {}, ""},
		"documented": {func(in *cassette.Request, out *cassette.Response) {
			in.Body = `{"email":"clark.kent@dailyplanet.com","phone_number":"9876543210"}`
			out.Body = `{"email":"a+b@MAIL.Example.org","phone_number":null,"whatsapp_id":"","details":"Unauthorized access."}`
			out.Headers = http.Header{"Retry-After": {"3"}, "X-Request-Id": {"req-1"}, "Content-Type": {"text/html"}}
		}, ""},
		"credentials": {func(in *cassette.Request, _ *cassette.Response) {
			in.Headers.Set("Authorization", "x")
		}, "header Authorization"},
		"cookie": {func(_ *cassette.Request, out *cassette.Response) {
			out.Headers.Set("Set-Cookie", "x")
		}, "header Set-Cookie"},
		"API key": {func(in *cassette.Request, _ *cassette.Response) {
			in.Headers.Set("X-Cuedesk-Api-Key", "x")
		}, "the name of a header"},
		"trailer": {func(_ *cassette.Request, out *cassette.Response) {
			out.Trailer = http.Header{"Cookie": {"x"}}
		}, "header Cookie"},
		"any header": {func(_ *cassette.Request, out *cassette.Response) { out.Headers.Set("Date", "x") }, "header Date"},
		"stale": {func(_ *cassette.Request, out *cassette.Response) {
			out.Headers.Set("Retry-After", "Mon, 02 Jan 2006 15:04:05 GMT")
		}, "stale"},
		"bearer": {func(_ *cassette.Request, out *cassette.Response) {
			out.Body = `{"said":"bearer abc"}`
		}, "bearer"},
		"signed token": {func(_ *cassette.Request, out *cassette.Response) {
			out.Body = `eyJhbGciOi.eyJzdWIiOi.c2ln`
		}, "signed"},
		"secret":         {func(in *cassette.Request, _ *cassette.Response) { in.Body = "s3cret" }, "a secret"},
		"escaped secret": {func(in *cassette.Request, _ *cassette.Response) { in.URL += "?q=s3%63ret" }, "a secret"},
		"member name": {func(in *cassette.Request, _ *cassette.Response) {
			in.Body = `{"\u0073\u0033cret":1}`
		}, "a secret"},
		"binary secret": {func(in *cassette.Request, _ *cassette.Response) { in.Body = "s3cret\xff" }, "a secret"},
		"address": {func(in *cassette.Request, _ *cassette.Response) {
			in.Body = `{"a":["ada@corp.test"]}`
		}, "e-mail"},
		"other script": {func(in *cassette.Request, _ *cassette.Response) {
			in.Body = `{"a":"ада@почта.рф"}`
		}, "e-mail"},
		"lookalike": {func(in *cassette.Request, _ *cassette.Response) {
			in.Body = `{"a":"ada@notexample.com"}`
		}, "e-mail"},
		"escaped": {func(in *cassette.Request, _ *cassette.Response) {
			in.Body = `{"a":"ada\u0040corp.test"}`
		}, "e-mail"},
		"in the query": {func(in *cassette.Request, _ *cassette.Response) {
			in.URL += "?search=ada%40corp.test"
		}, "e-mail"},
		"phone": {func(_ *cassette.Request, out *cassette.Response) {
			out.Body = `{"phone_number":"030 901820"}`
		}, "phone"},
		"phone with 555": {func(_ *cassette.Request, out *cassette.Response) {
			out.Body = `{"whatsapp_id":"49 170 5551234"}`
		}, "phone"},
		"camelCase": {func(in *cassette.Request, _ *cassette.Response) {
			in.Body = `{"phoneNumber":"030 901820"}`
		}, "phone"},
		"custom value": {func(in *cassette.Request, _ *cassette.Response) {
			in.Body = `{"custom_fields":{"mobile":49170123456}}`
		}, "phone"},
		"filter": {func(in *cassette.Request, _ *cassette.Response) {
			in.Body = `{"value":["+49 170 123456"]}`
		}, "phone"},
		"secret in a path": {func(in *cassette.Request, _ *cassette.Response) { in.URL += "/%2573%33cret" }, "a secret"},
		"secret in a form": {func(in *cassette.Request, _ *cassette.Response) { in.Body = "a=s3%63ret" }, "a secret"},
		"secret in the host": {func(in *cassette.Request, _ *cassette.Response) {
			in.Host = "s3cret.example.com"
		}, "a secret"},
		"phone in query": {func(in *cassette.Request, _ *cassette.Response) {
			in.URL += "?search=%2B4917055501234"
		}, "phone"},
		"made up": {func(in *cassette.Request, _ *cassette.Response) {
			in.Body = `{"phone_number":"+1 (202) 555-0123","mobile":"none","value":"2025-12-10T10:31:34+00:00"}`
		}, ""},
	} {
		file := filepath.Join(t.TempDir(), "tape")
		c := cassette.New(file)
		i := interactionOf("https://api.example.com/a")
		test.spoil(&i.Request, &i.Response)
		c.AddInteraction(i)
		if err := c.Save(); err != nil {
			t.Fatal(err)
		}
		found, err := Leaks(file, "s3cret", "")
		all := strings.Join(found, "\n")
		if err != nil || (test.want == "") != (all == "") || !strings.Contains(all, test.want) {
			t.Errorf("%s: %q, %v", name, found, err)
		}
		if strings.Contains(all, "corp") || strings.Contains(all, "s3cret") {
			t.Errorf("%s: the leak is repeated: %q", name, found)
		}
	}
}

// interactionOf returns a GET of the URL.
func interactionOf(target string) *cassette.Interaction {
	return &cassette.Interaction{
		Request:  cassette.Request{Method: "GET", URL: target, Headers: http.Header{}},
		Response: cassette.Response{Headers: http.Header{}, Code: 200},
	}
}
