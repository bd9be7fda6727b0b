package rest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"time"
)

const (
	// maxBody is the most that is read of a response; the largest documented page
	// is some hundred kilobytes.
	maxBody = 32 << 20
	// maxTrusted is the most memory that a Content-Length gets on its word alone.
	maxTrusted = 1 << 20
)

var errTooLarge = fmt.Errorf("more than %d MiB", maxBody>>20)

// read takes in the response, so that one that breaks off is a failed attempt.
func (c *call) read(ctx context.Context, u *url.URL, resp *http.Response) {
	body, last := resp.Body, &c.last
	defer func() { _ = body.Close() }()
	resp.Body = http.NoBody
	last.status, last.header = resp.StatusCode, resp.Header
	last.retryAfter = ParseRetryAfter(resp.Header, time.Now())
	if last.status < 200 {
		return // what follows 101 is no body, and has no end
	}
	var err error
	last.body, err = readAll(body, resp.ContentLength)
	switch {
	case last.status >= 300:
		last.err = redirectError(resp)
	case errors.Is(err, errTooLarge):
		last.err = fmt.Errorf("%w: %w", ErrBadResponse, err)
	case err != nil:
		last.broken = true
		err = c.explain(ctx, u, err)
		last.err = fmt.Errorf("%w: body breaks off after %d bytes: %w", ErrBadResponse, len(last.body), err)
	default:
		last.err = c.decode(last)
		last.broken = errors.Is(last.err, io.ErrUnexpectedEOF)
	}
}

// readAll reads up to maxBody; a body that ends before it should, or goes on
// after it, is an error beside what was read.
func readAll(body io.Reader, length int64) ([]byte, error) {
	var buf bytes.Buffer
	if length > 0 {
		buf.Grow(int(min(length, maxTrusted)) + bytes.MinRead)
	}
	n, err := buf.ReadFrom(io.LimitReader(body, maxBody+1))
	if n > maxBody {
		return buf.Bytes()[:maxBody], errTooLarge
	}
	return buf.Bytes(), err
}

// redirectError names where a redirect points to, which is not followed: the
// token belongs to one origin.
func redirectError(resp *http.Response) error {
	if resp.StatusCode >= 400 {
		return nil
	}
	if target, err := resp.Location(); err == nil && target.Host != "" {
		return fmt.Errorf("redirect to %q is not followed", target.Host)
	}
	return nil
}
