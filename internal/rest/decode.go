package rest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go/internal/jsonscan"
)

// decode reads a successful response into the call's result, if it has one.
func (c *call) decode(a *attemptState, text []byte) error {
	body, header := bytes.TrimSpace(text), a.header.Get("Content-Type")
	isNothing := c.op.mayBeEmpty && len(body) == 0
	switch {
	case (c.op.out == nil || isNothing) && a.status == http.StatusAccepted && c.documentsAnswers():
		a.accepted = true
		return fmt.Errorf("%w: accepted, which does not say that it is done", ErrBadResponse)
	case len(body) == 0 && (c.op.out == nil || isNothing):
		return nil
	case len(body) == 0:
		a.body = string(text)
		return fmt.Errorf("%w: empty body", ErrBadResponse)
	case c.op.out == nil:
		return c.decodeNothing(a, body, header)
	}
	return c.decodeResult(a, body, header)
}

// decodeResult reads the result. JSON that is what it should be is an answer, whatever
// its content type says; HTML never is one.
func (c *call) decodeResult(a *attemptState, body []byte, header string) error {
	out := c.op.out
	if r, ok := out.(lazyResult); ok {
		out = r.allocate()
	}
	known, err := c.core.cfg.Decode(body, out)
	if err == nil {
		err = c.believe(out, body, known)
	}
	if err == nil {
		return nil
	}
	reflect.ValueOf(out).Elem().SetZero() // no half of a failed attempt's result
	return c.judge(a, body, header, err)
}

// judge notes what a body proves that is not the answer to the call, and returns why.
func (c *call) judge(a *attemptState, body []byte, header string, err error) error {
	a.readError(c.core.cfg.API, body)
	_, a.rejectedInBody = errors.AsType[RefusedError](err)
	a.torn = errors.Is(err, io.ErrUnexpectedEOF)
	if a.page = isPage(header, body); a.page && !jsonType(header) {
		return notJSON(header)
	}
	return fmt.Errorf("%w: %w", ErrBadResponse, &decodeError{err})
}

// documentsAnswers reports whether the answer to the operation is documented.
func (c *call) documentsAnswers() bool { return !c.op.foreign && !c.core.cfg.API.AnyJSON }

// believe looks whether JSON that decodes is the answer to the call. Where all of its
// members are known to be documented, no member denies it.
func (c *call) believe(out any, body []byte, known bool) error {
	if r, ok := c.op.out.(lazyResult); ok && (!c.isComplete(out) || !r.passes()) {
		return ShapeError("JSON is not the documented response")
	}
	if c.op.mayBeEmpty && c.core.cfg.API.AnyJSON && SaysFailure(body) || !known && !c.op.foreign && c.denies(body) {
		return ShapeError("JSON says that the operation failed")
	}
	return nil
}

// isComplete reports whether a result has what the API says that it must have.
func (c *call) isComplete(out any) bool {
	complete := c.core.cfg.API.Complete
	return complete == nil || c.op.mayBeEmpty || complete(out)
}

// maxDenial is the largest result that is searched for a denial: that of a page is short.
const maxDenial = 4 << 10

// denies reports whether a result says, too, that there is none: in the API's error
// format, if it documents one, or by success or ok that is false.
func (c *call) denies(body []byte) (denied bool) {
	if len(body) > maxDenial || !mayDeny(body) {
		return false
	}
	if api := c.core.cfg.API; api.DecodeError != nil && !api.AnyJSON && body[0] == '{' {
		said := api.DecodeError(string(body))
		denied = said != nil && said.Refusal
	}
	s := jsonscan.New(body)
	s.Visit(func(name []byte) {
		if s.Is(name, "success") || s.Is(name, "ok") {
			denied = denied || string(s.Value()) == "false"
		}
	})
	return denied
}

// mayDeny reports whether a result has a member, at any depth, of a name that could
// deny it. It goes from colon to colon, of which there are fewer than quotes.
func mayDeny(body []byte) bool {
	for {
		colon := bytes.IndexByte(body, ':')
		if colon < 0 {
			return false
		}
		end := colon
		for end > 0 && body[end-1] <= ' ' {
			end--
		}
		if end > 0 && body[end-1] == '"' && endsInDenial(body[:end-1]) {
			return true
		}
		body = body[colon+1:]
	}
}

// endsInDenial reports whether a text ends in a quote and a name that could deny a result.
func endsInDenial(text []byte) bool {
	return bytes.HasSuffix(text, []byte(`"ok`)) || bytes.HasSuffix(text, []byte(`"error`)) ||
		bytes.HasSuffix(text, []byte(`"success`))
}

// decodeNothing looks at a body where none is due. JSON that says nothing is as good
// as none, and so is what says that the operation succeeded. An API without a
// documented format may say more, and so may an operation that is not documented.
func (c *call) decodeNothing(a *attemptState, body []byte, header string) error {
	if !ValidJSON(body) {
		a.keepBody(body)
		if a.torn = isTorn(body) && contentType(header) != "text/html"; a.torn {
			return fmt.Errorf("%w: JSON breaks off", ErrBadResponse)
		}
		a.page = true
		return notJSON(header)
	}
	a.readError(c.core.cfg.API, body)
	a.rejectedInBody = a.said != nil && a.said.Refusal
	failed, succeeded := outcomeSaid(body)
	switch {
	case a.rejectedInBody:
		return fmt.Errorf("%w: %w", ErrBadResponse, RefusedError("the response says that the operation failed"))
	case failed:
		return fmt.Errorf("%w: JSON says that the operation failed", ErrBadResponse)
	case succeeded || saysNothing(body) || !c.documentsAnswers():
		return nil
	}
	return fmt.Errorf("%w: JSON where no body is due", ErrBadResponse)
}

// isTorn reports whether a body begins as JSON does and breaks off.
func isTorn(body []byte) bool {
	err := jsontext.NewDecoder(bytes.NewBuffer(body), lenient).SkipValue()
	return strings.IndexByte(`{["`, body[0]) >= 0 && errors.Is(err, io.ErrUnexpectedEOF)
}

// saysNothing reports whether valid JSON is an empty object, array or text, or null.
func saysNothing(body []byte) bool {
	switch string(body) {
	case "null", `""`:
		return true
	}
	s := jsonscan.New(body)
	if kind := s.Kind(); kind != '{' && kind != '[' {
		return false
	}
	s.Open()
	return !s.More()
}

// SaysFailure reports whether valid JSON says that an operation failed, in one of the
// forms that are common: an error, success or ok that is false, a status of 4xx or 5xx.
func SaysFailure(body []byte) bool {
	failed, _ := outcomeSaid(body)
	return failed
}

// outcomeSaid reads whether valid JSON says that an operation failed or succeeded. What
// it warns of may not have been done.
func outcomeSaid(body []byte) (failed, succeeded bool) {
	failed = string(body) == "false"
	warned := false
	s := jsonscan.New(body)
	s.Visit(func(name []byte) {
		names := func(all ...string) bool {
			return slices.ContainsFunc(all, func(one string) bool { return s.Is(name, one) })
		}
		switch {
		case names("success", "ok"):
			value := string(s.Value())
			failed, succeeded = failed || value == "false", succeeded || value == "true"
		case names("error", "errors"):
			value := s.Value()
			failed = failed || !saysNothing(value) && string(value) != "false"
		case names("status", "statusCode", "status_code"):
			failed = failed || isFailureStatus(string(s.Value()))
		case names("warnings", "warning"):
			warned = warned || !saysNothing(s.Value())
		}
	})
	return failed, succeeded && !warned
}

func isFailureStatus(value string) bool {
	n, err := strconv.Atoi(value)
	return err == nil && n >= 400 && n < 600 || value == `"error"` || value == `"fail"`
}

func notJSON(header string) error {
	name := "HTML"
	if !jsonType(header) {
		name = mediaName(header)
	}
	return fmt.Errorf("%w: %s instead of JSON", ErrBadResponse, name)
}

// isPage reports whether a body that does not decode is HTML or text, which the
// API answers no call with.
func isPage(header string, body []byte) bool {
	if body[0] == '{' || body[0] == '[' {
		return contentType(header) == "text/html" && !ValidJSON(body)
	}
	return !ValidJSON(body)
}

// jsonType reports whether a content type names JSON, or nothing.
func jsonType(header string) bool {
	media := contentType(header)
	return media == "" || media == "application/json" || media == "text/json" || strings.HasSuffix(media, "+json")
}

// mediaName is the content type if it looks like one: a header may hold anything.
func mediaName(header string) string {
	if media := contentType(header); mediaPattern.MatchString(media) {
		return media
	}
	return "something"
}

var mediaPattern = regexp.MustCompile(`^[a-z]{1,16}/[a-z0-9.+-]{1,64}$`)

// largeBody is what a response has to exceed before it is measured.
const largeBody = 128 << 10

const (
	// maxValues is the most values that are decoded of one response: a few bytes of
	// JSON can take a hundred times as much memory.
	maxValues = 100_000
	// maxName is the longest name of a member, in bytes: names are copied several times.
	maxName = 64 << 10
)

// Unmarshal decodes the JSON of a response. Half of a surrogate pair, which is what
// is left of an emoji that was cut in two, must not make a whole page
// unreadable.
func Unmarshal(body []byte, out any) error { return unmarshal(body, out, maxValues) }

// decodeByTags is the [Decoder] of an API without one of its own.
func decodeByTags(body []byte, out any) (known bool, err error) { return false, Unmarshal(body, out) }

// UnmarshalCareful is [Unmarshal] for a result whose own UnmarshalJSON bounds what
// it takes in, and judges members that come twice.
func UnmarshalCareful(body []byte, out json.Unmarshaler) error {
	return unmarshal(body, out, maxBody, jsontext.AllowDuplicateNames(true))
}

func unmarshal(body []byte, out any, most int, opts ...json.Options) error {
	if len(body) > largeBody {
		switch values, longest := jsonscan.Measure(body); {
		case values > most:
			return ShapeError("too many values")
		case longest > maxName:
			return ShapeError("too long a name")
		}
	}
	if !utf8.Valid(body) {
		return ShapeError("not UTF-8")
	}
	return json.Unmarshal(body, out, append(opts, jsontext.AllowInvalidUTF8(true))...)
}

func contentType(header string) string {
	media, _, _ := strings.Cut(header, ";")
	return strings.ToLower(strings.TrimSpace(media))
}
