package resttest

import (
	"cmp"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
)

// Blank is a transport whose lists are empty for some requests, as those of an index that is
// being rebuilt: from the first to before the end, counted from 1.
type Blank struct {
	Base       http.RoundTripper
	First, End int
	made       atomic.Int64
}

// Requests returns how many requests were made.
func (b *Blank) Requests() int { return int(b.made.Load()) }

// RoundTrip implements [http.RoundTripper].
func (b *Blank) RoundTrip(r *http.Request) (*http.Response, error) {
	n := int(b.made.Add(1))
	resp, err := b.Base.RoundTrip(r)
	if err != nil || n < b.First || n >= b.End {
		return resp, err
	}
	_, _ = io.Copy(io.Discard, resp.Body)
	collection, q := "contacts", r.URL.Query()
	if strings.HasSuffix(r.URL.Path, "custom-fields") {
		collection = "custom_fields"
	}
	body := fmt.Sprintf(`{%q:[],"pagination":{"limit":%s,"offset":%s,"total":0}}`, collection, q.Get("limit"),
		cmp.Or(q.Get("offset"), "0"))
	resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(body)), int64(len(body))
	resp.Header.Del("Content-Length")
	return resp, nil
}
