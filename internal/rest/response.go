package rest

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go/internal/jsonscan"
)

const (
	// maxBody is the most that is read of a response; the largest documented page
	// is some hundred kilobytes.
	maxBody = 32 << 20
	// maxTrusted is the most memory that a Content-Length gets on its word alone.
	maxTrusted = 1 << 20
	// minPiece is the memory that a body of unknown length gets at first.
	minPiece = 4 << 10
)

var errTooLarge = fmt.Errorf("more than %d MiB", maxBody>>20)

// read takes in the response, so that one that breaks off is a failed attempt.
func (c *call) read(req *http.Request, resp *http.Response) {
	last := &c.last
	last.status, last.header = resp.StatusCode, resp.Header
	if len(resp.Header.Values("Retry-After")) > 0 { // reading the clock is not free
		last.retryAfter = ParseRetryAfter(resp.Header, time.Now())
	}
	buf := getScratch()
	if data := c.readBody(req, resp, *buf); data != nil {
		putScratch(buf, data)
	}
	if !last.good {
		last.hideInHeader()
	}
}

// readBody reads the body into the memory if that is large enough, and decodes it.
// It returns the memory that it used, unless the result may keep that.
func (c *call) readBody(req *http.Request, resp *http.Response, memory []byte) []byte {
	body, last := resp.Body, &c.last
	defer func() { _ = body.Close() }()
	resp.Body = http.NoBody
	if last.status < 200 {
		return nil // what follows 101 is no body, and has no end
	}
	data, err := readAll(body, resp.ContentLength, memory)
	text := bytes.TrimPrefix(data, []byte("\uFEFF")) // .NET and others begin with this mark
	switch {
	case last.status >= 300:
		last.err = errors.Join(redirectError(resp), c.bodyError(req, err, len(data)))
		last.readError(c.core.cfg.API, text)
	case err != nil:
		last.torn = !isSame(err, errTooLarge)
		last.err = fmt.Errorf("%w: %w", ErrBadResponse, c.bodyError(req, err, len(data)))
		last.keepBody(text)
	default:
		last.err = c.decode(last, text)
		last.good = last.err == nil
	}
	if c.op.foreign {
		return nil
	}
	return data
}

// bodyError says why a body was not read to its end.
func (c *call) bodyError(req *http.Request, err error, n int) error {
	if err == nil || isSame(err, errTooLarge) {
		return err
	}
	return fmt.Errorf("body breaks off after %d bytes: %w", n, c.attemptError(req, err, false))
}

// maxShared is the largest body that an error shares its texts with.
const maxShared = 64 << 10

// readError keeps the body, and looks for the API's error format in it.
func (a *attemptState) readError(api API, body []byte) {
	a.keepBody(body)
	s := jsonscan.New(a.body)
	if s.Kind() == '{' && api.DecodeError != nil {
		a.said = api.DecodeError(a.body)
	}
	if a.said != nil && len(a.body) > maxShared {
		a.said.own()
	}
	a.errorFormat = a.said != nil || api.AnyJSON && ValidJSON(a.body)
}

// readAll reads up to maxBody; the error of a body that is too short or too large is
// beside what was read. Reading in pieces, of which the given memory is the first if it
// is large enough, takes twice the size of a large body at most.
func readAll(body io.Reader, length int64, memory []byte) ([]byte, error) {
	var pieces [][]byte
	total, size := 0, minPiece
	if length > 0 {
		size = int(min(length, maxTrusted)) + 1 // one more, to see the end
	}
	for {
		if size = min(size, maxBody+1-total); len(pieces) > 0 || cap(memory) < size {
			memory = make([]byte, size)
		}
		piece, err := readPiece(body, memory[:cap(memory)])
		pieces, total = append(pieces, piece), total+len(piece)
		switch {
		case total > maxBody:
			return slices.Concat(pieces...)[:maxBody], errTooLarge
		case err == nil:
			size = min(2*size, maxTrusted)
			continue
		case errors.Is(err, io.EOF):
			err = nil
		}
		if len(pieces) == 1 {
			return piece, err
		}
		return slices.Concat(pieces...), err
	}
}

// maxEmptyReads is how often in a row the body of a transport may give nothing.
const maxEmptyReads = 100

// readPiece fills the piece, or a part of it beside an error.
func readPiece(r io.Reader, piece []byte) ([]byte, error) {
	for n, empty := 0, 0; ; empty++ {
		more, err := r.Read(piece[n:])
		if n += more; n == len(piece) || err != nil {
			return piece[:n], err
		}
		if more > 0 {
			empty = 0
		} else if empty == maxEmptyReads {
			return piece[:n], io.ErrNoProgress
		}
	}
}

// maxHost bounds the name of a host that an error names, in bytes: DNS knows no longer one.
const maxHost = 255

// redirectError names where a redirect points to, which is not followed: the
// token belongs to one origin.
func redirectError(resp *http.Response) error {
	if resp.StatusCode >= 400 {
		return nil
	}
	if target, err := resp.Location(); err == nil && target.Host != "" {
		return fmt.Errorf("redirect to %q is not followed", target.Host[:min(len(target.Host), maxHost)])
	}
	return nil
}

// maxText bounds each text that an error keeps, in bytes.
const maxText = 4 << 10

var errNotThatKind = errors.New("JSON of another kind")

// ValidJSON reports whether a body is one JSON value. It accepts repeated names,
// because looking for them would take memory.
func ValidJSON[T jsonscan.Text](body T) bool {
	s := jsonscan.New(body)
	s.Value()
	return s.Valid() || jsontext.Value(body).IsValid(lenient)
}

// lenient has the JSON package look for the end of a value and no more.
var lenient = json.JoinOptions(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true))

// Members calls visit with each member of an object in valid JSON. It takes no
// memory but for names with escapes; name and value are parts of the object.
func Members(object string, visit func(name, value string)) error {
	s := jsonscan.New(object)
	if s.Kind() != '{' {
		return errNotThatKind
	}
	s.Visit(func(name string) { visit(Text(name), s.Value()) })
	return nil
}

// Elements calls visit with each element of an array in valid JSON, like
// [Members].
func Elements(array string, visit func(value string)) error {
	s := jsonscan.New(array)
	if s.Kind() != '[' {
		return errNotThatKind
	}
	for s.Open(); s.More(); {
		visit(s.Value())
	}
	return nil
}

// Text returns what a JSON string says, cut if it is very long; nothing for JSON
// of another kind. It is a part of the value unless that has escapes.
func Text(value string) string {
	if len(value) < 2 || value[0] != '"' {
		return ""
	}
	text := jsonscan.Unquote(value)                 // half a surrogate pair is replaced
	if len(text) <= maxText && isPlainASCII(text) { // the usual case
		return text
	}
	return strings.ToValidUTF8(text[:min(len(text), maxText)], "\uFFFD")
}

// DecodeArray decodes the items of an array one by one, at most a number of them,
// because each can take many times the memory of its JSON.
func DecodeArray[T any](array []byte, most int, decode func(*T, []byte) error) ([]T, error) {
	if jsonscan.First(array) != '[' {
		return nil, Misfit[[]T](array)
	}
	s := jsonscan.New(array)
	items := []T{}
	for s.Open(); s.More(); {
		if len(items) == most {
			return nil, ErrorAt(strconv.Itoa(most), ErrTooManyItems)
		}
		items = append(items, *new(T))
		if err := decode(&items[len(items)-1], s.Value()); err != nil {
			return nil, ErrorAt(strconv.Itoa(len(items)-1), err)
		}
	}
	return items, nil
}

// ErrTooManyItems is the error for a list that is longer than any page may be.
const ErrTooManyItems = ShapeError("too many items")
