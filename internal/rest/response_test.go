package rest

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
)

// retainingUnmarshaler keeps the JSON that it is decoded from, which it should copy.
type retainingUnmarshaler struct{ data []byte }

func (k *retainingUnmarshaler) UnmarshalJSON(data []byte) error {
	k.data = data
	return nil
}

// TestCustom_body: what a decoder of the caller's keeps of a body stays as it is.
func TestCustom_body(t *testing.T) {
	t.Parallel()
	var n atomic.Int64
	core := newCore(t, transport(func(req *http.Request) (*http.Response, error) {
		return reply(200, fmt.Sprintf(`{"name":"number %d"}`, n.Add(1)))(req)
	}))
	var kept [20]retainingUnmarshaler
	for i := range kept {
		if err := Do(t.Context(), core, Custom("GET /v1/things", nil, &kept[i])); err != nil {
			t.Fatal(err)
		}
	}
	for i, k := range kept {
		if want := fmt.Sprintf(`{"name":"number %d"}`, i+1); string(k.data) != want {
			t.Errorf("kept %s of %s", k.data, want)
		}
	}
}

func TestReadAll_wrongContentLength(t *testing.T) {
	t.Parallel()
	for length, limit := range map[int64]int{
		-1: 4096, 0: 4096, 10: 4096, 60_000: 2 * 60_000, 1 << 62: 2 << 20,
	} {
		body, err := readAll(strings.NewReader(good), length, nil)
		if string(body) != good || err != nil || cap(body) > limit {
			t.Errorf("length %d: %q, capacity %d, %v", length, body, cap(body), err)
		}
	}
	if body, _ := readAll(endless(600_000), 600_000, nil); cap(body) > 700_000 {
		t.Errorf("capacity %d for a length of 600000", cap(body))
	}
}

func TestReadAll_torn(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		failure := mustFail(t.Context(), t, newCore(t, transport(torn)), ClassRead)
		if got, want := failure.Err.Error(),
			"unreadable response: body breaks off after 8 bytes: unexpected EOF"; got != want {
			t.Errorf("%s, want %s", got, want)
		}
		if failure.Body != `{"name":` {
			t.Errorf("%q", failure.Body)
		}
		checkIs(t, failure, ErrBadResponse, true)
		checkIs(t, failure, io.ErrUnexpectedEOF, true)
	})
}

// TestReadAll_noProgress: a body that never gives anything ends, as bufio has it.
func TestReadAll_noProgress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		failure := mustFail(t.Context(), t, newCore(t, transport(func(*http.Request) (*http.Response, error) {
			body := io.MultiReader(strings.NewReader("{"), stalledReader{})
			return &http.Response{StatusCode: 200, Body: io.NopCloser(body)}, nil
		})), ClassRead)
		checkIs(t, failure, io.ErrNoProgress, true)
	})
}

// stalledReader is a reader that gives nothing and does not end.
type stalledReader struct{}

func (stalledReader) Read([]byte) (int, error) { return 0, nil }

func TestCall_redirects(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		status         int
		location, text string
	}{
		"other host": {
			302, "https://user:pw@evil.example.com/x?token=" + testToken, `redirect to "evil.example.com" is not followed`,
		},
		"long host":    {302, "https://" + strings.Repeat("a", 300), `redirect to "` + strings.Repeat("a", 255) + `" is not followed`},
		"same host":    {308, "/v1/other?q=" + secretArg, `redirect to "api.example.com" is not followed`},
		"none":         {302, "", ""},
		"unparsable":   {301, "https://%zz/" + phone, ""},
		"opaque":       {302, "mailto:" + secretArg, ""},
		"choices":      {300, "", ""},
		"not modified": {304, "", ""},
		"bad request":  {400, "https://evil.example.com", ""},
		"no redirect":  {404, "https://evil.example.com", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			followed := reply(200, good) // so that who follows is done, and fails the test
			rt := transport(reply(test.status, "{}", "Location", test.location), followed)
			failure := mustFail(t.Context(), t, newCore(t, rt), ClassRead)
			if rt.count() != 1 || failure.StatusCode != test.status {
				t.Errorf("%d requests, status %d", rt.count(), failure.StatusCode)
			}
			if got := errorText(failure.Err); got != test.text {
				t.Errorf("%s, want %s", got, test.text)
			}
		})
	}
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestFailure_RetryAfter(t *testing.T) {
	t.Parallel()
	rt := transport(reply(http.StatusForbidden, "{}", "Retry-After", "30"))
	if got := mustFail(t.Context(), t, newCore(t, rt), ClassRead).RetryAfter; got.Seconds() != 30 {
		t.Error(got)
	}
}

// TestNewTransport_maxHeader: a header of 10 MiB, which net/http takes, would cost 125 MiB.
func TestNewTransport_maxHeader(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("X-Long", strings.Repeat("x", int(r.URL.Query().Get("size")[0]-'0')*maxHeader/2))
	}))
	t.Cleanup(server.Close)
	client := &http.Client{Transport: newTransport(0)}
	t.Cleanup(client.CloseIdleConnections)
	for size, fits := range map[string]bool{"1": true, "3": false} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, server.URL+"?size="+size, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := client.Do(r)
		if (err == nil) != fits {
			t.Errorf("%s halves of the limit: %v", size, err)
		}
		if err == nil {
			_ = resp.Body.Close()
		}
	}
}
