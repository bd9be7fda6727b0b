package resttest

import (
	"bufio"
	"bytes"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Transport answers requests with a function.
type Transport func(*http.Request) (*http.Response, error)

// RoundTrip answers the request.
func (f Transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// The content type and the body of a proxy's error page, and that of JSON.
const (
	JSON     = "application/json"
	HTML     = "text/html"
	HTMLPage = "<html><head><title>502 Bad Gateway</title></head></html>"
)

// Reply makes a response.
func Reply(status int, contentType, body string) *http.Response {
	return &http.Response{
		StatusCode: status, ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {contentType}, "X-Request-Id": {"req-1"}},
		Body:   io.NopCloser(strings.NewReader(body)), ContentLength: int64(len(body)),
	}
}

// Replies answers all requests with a response.
func Replies(status int, contentType, body string) Transport {
	return func(*http.Request) (*http.Response, error) { return Reply(status, contentType, body), nil }
}

// overwritten is the response with a body that is overwritten, where it was read into, as soon as it is closed: that
// memory belongs to the next response.
func overwritten(resp *http.Response) *http.Response {
	resp.Body = &overwriter{ReadCloser: resp.Body}
	return resp
}

type overwriter struct {
	io.ReadCloser

	read [][]byte
}

func (o *overwriter) Read(p []byte) (int, error) {
	n, err := o.ReadCloser.Read(p)
	o.read = append(o.read, p[:n])
	return n, err
}

func (o *overwriter) Close() error {
	for _, p := range o.read {
		copy(p, bytes.Repeat([]byte{'#'}, len(p)))
	}
	return o.ReadCloser.Close()
}

// Torn is the response with a body that breaks off in the middle.
func Torn(t *testing.T, resp *http.Response) *http.Response {
	t.Helper()
	body := Text(t, resp)
	half := strings.NewReader(body[:len(body)/2])
	resp.Body = io.NopCloser(io.MultiReader(half, brokenOff{}))
	return resp
}

type brokenOff struct{}

func (brokenOff) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }

// Text reads the body of a response.
func Text(t testing.TB, resp *http.Response) string {
	t.Helper()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// GoldenFile reads a file of testdata/golden.
func GoldenFile(t testing.TB, elem ...string) *bufio.Reader {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(append([]string{"testdata", "golden"}, elem...)...))
	if err != nil {
		t.Fatal(err)
	}
	return bufio.NewReader(bytes.NewReader(data))
}

// GoldenRequest reads a documented request, such as that of "create-contact",
// "request.http".
func GoldenRequest(t *testing.T, elem ...string) *http.Request {
	t.Helper()
	r, err := http.ReadRequest(GoldenFile(t, elem...))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// GoldenResponse reads a documented response.
func GoldenResponse(t testing.TB, elem ...string) *http.Response {
	t.Helper()
	resp, err := http.ReadResponse(GoldenFile(t, elem...), nil)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}
