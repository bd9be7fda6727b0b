package cassette

import (
	"net/http"
	"path/filepath"
	"strings"
	"testing"

	vcr "gopkg.in/dnaeon/go-vcr.v3/cassette"
)

// TestLeaks finds what must not be in a cassette, so that finding nothing means
// something.
func TestLeaks(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		plant func(in *vcr.Request, out *vcr.Response)
		want  string // "" is nothing
	}{
		"nothing": {func(*vcr.Request, *vcr.Response) {}, ""},
		"documented": {func(in *vcr.Request, out *vcr.Response) {
			in.Body = `{"email":"clark.kent@dailyplanet.com","phone_number":"9876543210"}`
			out.Body = `{"email":"a+b@MAIL.Example.org","phone_number":null,"whatsapp_id":"","details":"Unauthorized access."}`
			out.Headers = http.Header{"Retry-After": {"3"}, "X-Request-Id": {"req-1"}, "Content-Type": {"text/html"}}
		}, ""},
		"credentials": {func(in *vcr.Request, _ *vcr.Response) {
			in.Headers.Set("Authorization", "x")
		}, "header Authorization"},
		"cookie": {func(_ *vcr.Request, out *vcr.Response) {
			out.Headers.Set("Set-Cookie", "x")
		}, "header Set-Cookie"},
		"API key": {func(in *vcr.Request, _ *vcr.Response) {
			in.Headers.Set("X-Cuedesk-Api-Key", "x")
		}, "the name of a header"},
		"trailer": {func(_ *vcr.Request, out *vcr.Response) {
			out.Trailer = http.Header{"Cookie": {"x"}}
		}, "header Cookie"},
		"any header": {func(_ *vcr.Request, out *vcr.Response) { out.Headers.Set("Date", "x") }, "header Date"},
		"stale": {func(_ *vcr.Request, out *vcr.Response) {
			out.Headers.Set("Retry-After", "Mon, 02 Jan 2006 15:04:05 GMT")
		}, "stale"},
		"bearer": {func(_ *vcr.Request, out *vcr.Response) {
			out.Body = `{"said":"bearer abc"}`
		}, "bearer"},
		"signed token": {func(_ *vcr.Request, out *vcr.Response) {
			out.Body = `eyJhbGciOi.eyJzdWIiOi.c2ln`
		}, "signed"},
		"secret":         {func(in *vcr.Request, _ *vcr.Response) { in.Body = "s3cret" }, "a secret"},
		"escaped secret": {func(in *vcr.Request, _ *vcr.Response) { in.URL += "?q=s3%63ret" }, "a secret"},
		"member name": {func(in *vcr.Request, _ *vcr.Response) {
			in.Body = `{"\u0073\u0033cret":1}`
		}, "a secret"},
		"binary secret": {func(in *vcr.Request, _ *vcr.Response) { in.Body = "s3cret\xff" }, "a secret"},
		"address": {func(in *vcr.Request, _ *vcr.Response) {
			in.Body = `{"a":["ada@corp.test"]}`
		}, "e-mail"},
		"other script": {func(in *vcr.Request, _ *vcr.Response) {
			in.Body = `{"a":"ада@почта.рф"}`
		}, "e-mail"},
		"lookalike": {func(in *vcr.Request, _ *vcr.Response) {
			in.Body = `{"a":"ada@notexample.com"}`
		}, "e-mail"},
		"escaped": {func(in *vcr.Request, _ *vcr.Response) {
			in.Body = `{"a":"ada\u0040corp.test"}`
		}, "e-mail"},
		"in the query": {func(in *vcr.Request, _ *vcr.Response) {
			in.URL += "?search=ada%40corp.test"
		}, "e-mail"},
		"phone": {func(_ *vcr.Request, out *vcr.Response) {
			out.Body = `{"phone_number":"030 901820"}`
		}, "phone"},
		"phone with 555": {func(_ *vcr.Request, out *vcr.Response) {
			out.Body = `{"whatsapp_id":"49 170 5551234"}`
		}, "phone"},
		"camelCase": {func(in *vcr.Request, _ *vcr.Response) {
			in.Body = `{"phoneNumber":"030 901820"}`
		}, "phone"},
		"custom value": {func(in *vcr.Request, _ *vcr.Response) {
			in.Body = `{"custom_fields":{"mobile":49170123456}}`
		}, "phone"},
		"filter": {func(in *vcr.Request, _ *vcr.Response) {
			in.Body = `{"value":["+49 170 123456"]}`
		}, "phone"},
		"secret in a path": {func(in *vcr.Request, _ *vcr.Response) { in.URL += "/%2573%33cret" }, "a secret"},
		"secret in a form": {func(in *vcr.Request, _ *vcr.Response) { in.Body = "a=s3%63ret" }, "a secret"},
		"secret in the host": {func(in *vcr.Request, _ *vcr.Response) {
			in.Host = "s3cret.example.com"
		}, "a secret"},
		"phone in query": {func(in *vcr.Request, _ *vcr.Response) {
			in.URL += "?search=%2B4917055501234"
		}, "phone"},
		"made up": {func(in *vcr.Request, _ *vcr.Response) {
			in.Body = `{"phone_number":"+1 (202) 555-0123","mobile":"none","value":"2025-12-10T10:31:34+00:00"}`
		}, ""},
	} {
		file := filepath.Join(t.TempDir(), "tape")
		c := vcr.New(file)
		i := interactionOf("https://api.example.com/a")
		test.plant(&i.Request, &i.Response)
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
func interactionOf(target string) *vcr.Interaction {
	return &vcr.Interaction{
		Request:  vcr.Request{Method: "GET", URL: target, Headers: http.Header{}},
		Response: vcr.Response{Headers: http.Header{}, Code: 200},
	}
}
