package rest

import (
	"errors"
	"fmt"
	"io"
	"math"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// record has a member of every kind that a response can get wrong.
type record struct {
	Name   string            `json:"name"`
	Count  int               `json:"count"`
	At     time.Time         `json:"at"`
	Tags   []string          `json:"tags"`
	Fields map[string]int    `json:"fields"`
	Nested map[string]record `json:"nested"`
	Shape  shape             `json:"shape"`
	Early  early             `json:"early"`
}

// shape refuses all JSON.
type shape struct{}

func (*shape) UnmarshalJSON([]byte) error { return ShapeError("not a shape") }

// early fails with an error that means something else coming from a decoder.
type early struct{}

func (*early) UnmarshalJSON([]byte) error { return fmt.Errorf("%s: %w", phone, io.EOF) }

func TestDecode_badResponses(t *testing.T) {
	t.Parallel()
	const html = "text/html; charset=utf-8"
	for name, test := range map[string]struct {
		body, contentType, text string
	}{
		"empty":              {"", "", "empty body"},
		"only white space":   {" \n\t", "", "empty body"},
		"HTML":               {"<html>" + phone, html, `text/html instead of JSON`},
		"HTML called JSON":   {"<html>" + phone, "application/json", "JSON breaks off or is malformed at byte 0"},
		"HTML of no type":    {"<html>" + phone, "", "JSON breaks off or is malformed at byte 0"},
		"bad content type":   {"<html>", "text/html;;;=" + phone, `text/html instead of JSON`},
		"long content type":  {"<html>", "x/" + strings.Repeat("x", 100), "something instead of JSON"},
		"plain text":         {"Back soon", "text/plain", "text/plain instead of JSON"},
		"JavaScript":         {"{name:1}", "text/html", "text/html instead of JSON"},
		"string for number":  {`{"count":"` + phone + `"}`, "", `JSON string at "/count" does not fit int`},
		"float for integer":  {`{"count":1.5}`, "", `JSON number at "/count" does not fit int`},
		"overflow":           {`{"count":1e400}`, "", `JSON number at "/count" does not fit int`},
		"not a time":         {`{"at":"` + phone + `"}`, "", `JSON string at "/at" does not fit time.Time`},
		"in a list":          {`{"tags":["a",7]}`, "", `JSON number at "/tags/1" does not fit string`},
		"object":             {`{"name":{}}`, "", `JSON object at "/name" does not fit string`},
		"array":              {`[]`, "", `JSON array at "" does not fit rest.record`},
		"key of a map":       {`{"fields":{"` + secretArg + `":true}}`, "", `JSON boolean at "/fields/…" does not fit int`},
		"digits as a key":    {`{"fields":{"491510000777":true}}`, "", `JSON boolean at "/fields/…" does not fit int`},
		"name as a key":      {`{"fields":{"num_seats":true}}`, "", `JSON boolean at "/fields/num_seats" does not fit int`},
		"nested":             {`{"nested":{"+49":{"count":""}}}`, "", `JSON string at "/nested/…/count" does not fit int`},
		"shape":              {`{"shape":"` + phone + `"}`, "", `not a shape at "/shape"`},
		"decoder's EOF":      {`{"early":""}`, "", `JSON string at "/early" does not fit rest.early`},
		"invalid UTF-8":      {"{\"name\":\"\xff\"}", "", "not UTF-8"},
		"duplicate name":     {`{"name":"a","name":"b"}`, "", `a member comes twice at "/name"`},
		"trailing data":      {`{}{"` + phone + `":1}`, "", "JSON breaks off or is malformed at byte 2"},
		"too deep":           {strings.Repeat(`{"nested":`, 20000), "", "JSON breaks off or is malformed at byte 100000"},
		"deep in an unknown": {`{"x":` + strings.Repeat("[", 20000), "", "JSON breaks off or is malformed at byte 10004"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rt := transport(reply(200, test.body, "Content-Type", test.contentType))
			once := func(cfg *Config) { cfg.Retry.MaxAttempts = 1 }
			_, err := fetch[record](t.Context(), newCore(t, rt, once), operation(ClassRead))
			failure, ok := errors.AsType[*failed](err)
			if !ok {
				t.Fatalf("got %v", err)
			}
			if got, want := failure.Err.Error(), "unreadable response: "+test.text; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			if failure.StatusCode != 200 || failure.Body != test.body || rt.count() != 1 {
				t.Errorf("%d requests, %d, %q", rt.count(), failure.StatusCode, failure.Body)
			}
			checkIs(t, err, ErrBadResponse, true)
			checkSecrets(t, fmt.Sprintf("%v %+v", failure.Err, failure.Err))
		})
	}
}

// TestDecode_contentType: JSON that is complete is an answer, whatever it is called.
func TestDecode_contentType(t *testing.T) {
	t.Parallel()
	for _, header := range []string{
		"", "application/json", "Application/JSON; charset=utf-8", "text/json", "application/problem+json",
		"application/json;;", "text/plain; charset=utf-8", "text/html", "application/jsonp", "json", ";",
	} {
		rt := transport(reply(200, good, "Content-Type", header))
		mustSend(t.Context(), t, newCore(t, rt), ClassCreate)
	}
}

func TestDecode_zeroBetweenAttempts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		rt := transport(
			reply(200, `{"name":"half","count":7,"tags":["a"],"fields":{"a":1},`),
			reply(200, `{"count":1}`),
		)
		out := record{Name: "from before"}
		if err := Do(t.Context(), newCore(t, rt), into(operation(ClassRead), &out)); err != nil {
			t.Fatal(err)
		}
		if out.Name != "" || out.Count != 1 || out.Tags != nil || out.Fields != nil {
			t.Errorf("%+v", out)
		}
	})
}

func TestDecode_zeroAfterFailure(t *testing.T) {
	t.Parallel()
	var out record
	rt := transport(reply(200, `{"name":"half","count":"x"}`))
	if err := Do(t.Context(), newCore(t, rt), into(operation(ClassRead), &out)); err == nil || out.Name != "" {
		t.Errorf("%+v, %v", out, err)
	}
}

func TestDecode_incomplete(t *testing.T) {
	t.Parallel()
	rt := transport(reply(200, `{"error":"`+phone+`"}`), reply(200, good))
	core := newCore(t, rt)
	named := func(out *resource) bool { return out.Name != "" }
	_, err := Fetch(t.Context(), core, operation(ClassCreate), named)
	failure := asFailed(t, err)
	if got := failure.Err.Error(); got != "unreadable response: JSON is not the documented response\noutcome unknown" {
		t.Error(got)
	}
	checkIs(t, err, ErrBadResponse, true)
	if out, err := Fetch(t.Context(), core, operation(ClassRead), named); err != nil || out.Name != "Ada" {
		t.Errorf("%+v, %v", out, err)
	}
}

// TestCall_withoutResult: what is no answer to an operation without a result is no success. The API's own format and
// what is common elsewhere can say that it failed; JSON of another kind is believed only where nothing is documented.
func TestCall_withoutResult(t *testing.T) {
	t.Parallel()
	const html, text = "text/html; charset=utf-8", "text/plain"
	const failed, wanted = "JSON says that the operation failed", "JSON where no body is due"
	for _, test := range []struct {
		body, contentType string
		strict, lenient   string // what is wrong for an API that documents its answers, and for one that does not
	}{
		{"", "", "", ""},
		{" \n", html, "", ""},
		{"null", "", "", ""},
		{"{}", "", "", ""},
		{" [ ] ", text, "", ""},
		{`""`, "", "", ""},
		{"\uFEFF{ }", "", "", ""},
		{good, "", wanted, ""},
		{good, html, wanted, ""},
		{`{"success":true,"errors":[],"error":null,"status":204}`, "", "", ""},
		{`{"ok":true}`, "", "", ""},
		{`{"errors":[],"error":null,"status":204}`, "", wanted, ""},
		{`{"success":true,"error":"no"}`, "", failed, failed},
		{`[{"success":false}]`, "", wanted, ""},
		{"true", "", wanted, ""},
		{"0", "", wanted, ""},
		{`{"status":"failed"}`, "", wanted, ""}, // of an import, for example
		{"false", "", failed, failed},
		{`{"success":false}`, "", failed, failed},
		{`{"data":{},"ok": false }`, "", failed, failed},
		{`{"success":false,"errors":[{"code":9109}],"messages":[]}`, "", failed, failed},
		{`{"errors":[{"title":"Forbidden"}]}`, "", failed, failed},
		{`{"error":"unauthorized"}`, "", failed, failed},
		{`{"error":{"code":404,"message":"Not found.","status":"NOT_FOUND"}}`, "", failed, failed},
		{`{"status":403,"title":"Forbidden"}`, "application/problem+json", failed, failed},
		{`{"statusCode":500,"message":"Internal server error"}`, "", failed, failed},
		{`{"status":"error","message":"Back soon"}`, "", failed, failed},
		{`{"st\u0061tus":"fail","data":{}}`, "", failed, failed},
		{"OK", text, "text/plain instead of JSON", "text/plain instead of JSON"},
		{"OK", "", "HTML instead of JSON", "HTML instead of JSON"},
		{"<html>", html, "text/html instead of JSON", "text/html instead of JSON"},
		{" <html>", "application/json", "HTML instead of JSON", "HTML instead of JSON"},
		{"{name:1}", html, "text/html instead of JSON", "text/html instead of JSON"},
		{`{"name":"A`, "", "JSON breaks off", "JSON breaks off"},
		{`{"name":`, text, "JSON breaks off", "JSON breaks off"},
		{`[`, "", "JSON breaks off", "JSON breaks off"},
		{`{"name":`, html, "text/html instead of JSON", "text/html instead of JSON"},
		{`"no`, "", "JSON breaks off", "JSON breaks off"},
	} {
		for _, anyJSON := range []bool{false, true} {
			want := test.strict
			if anyJSON {
				want = test.lenient
			}
			t.Run(fmt.Sprintf("%.20s/%v", test.body, anyJSON), func(t *testing.T) {
				t.Parallel()
				rt := transport(reply(200, test.body, "Content-Type", test.contentType))
				core := newCore(t, rt, func(cfg *Config) { cfg.API.AnyJSON, cfg.Retry.MaxAttempts = anyJSON, 1 })
				err := Do(t.Context(), core, operation(ClassCreate))
				checkUnreadable(t, err, want)
				checkIs(t, err, ErrOutcomeUnknown, want != "")
				err = Do(t.Context(), core, Custom("DELETE /v1/things", nil, nil))
				checkUnreadable(t, err, test.lenient)
			})
		}
	}
}

// checkUnreadable checks that an error is a bad response with a text; empty: there is none.
func checkUnreadable(t *testing.T, err error, text string) {
	t.Helper()
	if text == "" {
		if err != nil {
			t.Error(err)
		}
		return
	}
	if got := asFailed(t, err).Err.Error(); !strings.HasPrefix(got, "unreadable response: "+text) {
		t.Error(got)
	}
	checkIs(t, err, ErrBadResponse, true)
}

// TestCall_refusedWithSuccess: a success whose body is the API's error format was not carried out.
func TestCall_refusedWithSuccess(t *testing.T) {
	t.Parallel()
	refusal := func(body string) *APIError {
		if strings.Contains(body, "error") {
			return &APIError{Message: "no", Refusal: strings.Contains(body, "refused")}
		}
		return nil
	}
	for body, refused := range map[string]bool{`{"error":"refused"}`: true, `{"error":"or a note"}`: false} {
		core := newCore(t, transport(reply(200, body)), func(cfg *Config) {
			cfg.API.DecodeError, cfg.API.AnyJSON, cfg.Retry.MaxAttempts = refusal, false, 1
		})
		err := Do(t.Context(), core, operation(ClassCreate))
		if failure := asFailed(t, err); failure.Said == nil {
			t.Errorf("%s: %v", body, failure.Err)
		}
		checkIs(t, err, ErrBadResponse, true)
		checkIs(t, err, ErrOutcomeUnknown, !refused)
	}
}

// TestCall_unproven: JSON that says that the operation failed is not an answer. Where the answer is not documented, a
// member error may be one of the result, unless that may be empty.
func TestCall_unproven(t *testing.T) {
	t.Parallel()
	for body, complaint := range map[string]string{
		`{"success":false,"name":"Ada"}`: "JSON says that the operation failed",
		`{"name":"Ada","error":"no"}`:    "",
	} {
		for name, test := range map[string]struct {
			op   Operation
			text string
		}{
			"no check":     {operation(ClassCreate), complaint},
			"may be empty": {operation(ClassCreate).MayBeEmpty(), "JSON says that the operation failed"},
		} {
			t.Run(name+"/"+body, func(t *testing.T) {
				t.Parallel()
				err := Do(t.Context(), newCore(t, transport(reply(200, body))), into(test.op, new(resource)))
				checkUnreadable(t, err, test.text)
			})
		}
	}
}

func TestDecode_otherError(t *testing.T) {
	t.Parallel()
	err := &decodeError{errors.New(phone)}
	if err.Error() != "JSON does not decode" || err.Unwrap() != nil {
		t.Errorf("%v, %v", err, err.Unwrap())
	}
}

// failingMarshaler cannot be marshalled, and says so with a value.
type failingMarshaler struct{ err error }

func (r failingMarshaler) MarshalJSON() ([]byte, error) { return nil, r.err }

func TestEncodeError(t *testing.T) {
	t.Parallel()
	own := errors.New("cannot marshal " + phone)
	for name, test := range map[string]struct {
		body any
		text string
		is   error
	}{
		"not a number":  {map[string]any{"score": math.NaN()}, `float64 at "/score" cannot be JSON`, nil},
		"channel":       {map[string]any{secretArg: make(chan int)}, `chan int at "/…" cannot be JSON`, nil},
		"own error":     {map[string]any{"phone": failingMarshaler{own}}, `rest.failingMarshaler at "/phone" cannot be JSON`, own},
		"invalid UTF-8": {map[string]any{"name": phone + "\xff"}, `not valid JSON at "/name"`, nil},
		"raw JSON": {
			map[string]any{"raw": jsontext.Value(`{"` + phone)}, `jsontext.Value at "/raw" cannot be JSON`, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			rt := transport(reply(200, good))
			op := Create("POST /v1/things").Body(test.body, nil)
			_, err := fetch[resource](t.Context(), newCore(t, rt), op)
			failure, ok := errors.AsType[*failed](err)
			if !ok || rt.count() != 0 {
				t.Fatalf("%d requests, %v", rt.count(), err)
			}
			if got, want := failure.Err.Error(), "invalid input: request body: "+test.text; got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
			checkIs(t, err, ErrInvalid, true)
			if test.is != nil {
				checkIs(t, err, test.is, true)
			}
		})
	}
	if got := (&encodeError{own}).Error(); got != "request body: cannot be JSON" {
		t.Error(got)
	}
}
