package rest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/url"
	"path"
	"slices"
	"strings"
	"time"

	"golang.org/x/time/rate"
)

// Config is what a [Core] is made of. Options of the clients change it; [New]
// checks it.
type Config struct {
	API         API
	BaseURL     string // empty: the API's
	Credentials *Credentials
	Authorize   func(h http.Header, token string) // writes the credentials' header
	HTTPClient  *http.Client                      // nil: one of our own
	Retry       RetryPolicy
	Timeout     time.Duration // of one attempt; 0: none
	Limiter     *rate.Limiter // nil: no limit
	Logger      *slog.Logger  // nil: silent
	UserAgent   string
	Header      http.Header
	Observe     func(context.Context, Attempt)
	NewError    func(*Failure) error
	Decode      func(body []byte, out any) error // reads a result; nil: Unmarshal
}

// Core sends operations. It is safe for concurrent use.
type Core struct {
	cfg    *Config // a pointer, which package fmt does not follow
	base   *url.URL
	budget *budget
}

// New checks the configuration, all of it, and returns a core that uses it.
func New(cfg Config) (*Core, error) {
	base, err := parseBaseURL(cmp.Or(cfg.BaseURL, cfg.API.BaseURL), cfg.API.Prefix)
	if err = errors.Join(err, cfg.Credentials.check(), cfg.Retry.check(), cfg.check()); err != nil {
		return nil, err
	}
	if cfg.HTTPClient == nil {
		cfg.HTTPClient = &http.Client{Transport: newTransport(cfg.Timeout)}
	}
	if cfg.Decode == nil {
		cfg.Decode = Unmarshal
	}
	cfg.Retry = cfg.Retry.withDefaults()
	return &Core{cfg: &cfg, base: base, budget: newBudget(cfg.Retry.Budget)}, nil
}

// With returns a core of the changed configuration. What did not change is
// shared: connections, the cached token, the rate limit; the retry budget as
// long as its size is the same, so that it holds whatever calls derive.
func (c *Core) With(change func(*Config) error) (*Core, error) {
	cfg := *c.cfg
	cfg.Header = cfg.Header.Clone()
	err := change(&cfg)
	derived, newErr := New(cfg)
	if err = errors.Join(err, newErr); err != nil {
		return nil, err
	}
	if derived.cfg.Retry.Budget == c.cfg.Retry.Budget {
		derived.budget = c.budget
	}
	return derived, nil
}

// check refuses what the transport would choke on, or worse, let through.
func (cfg Config) check() error {
	var errs []error
	if cfg.Timeout < 0 {
		errs = append(errs, errors.New("timeout: must not be negative"))
	}
	if !validHeaderValue(cfg.UserAgent) {
		errs = append(errs, errors.New("user agent: must not contain control characters"))
	}
	for _, key := range slices.Sorted(maps.Keys(cfg.Header)) {
		values := cfg.Header[key]
		switch {
		case !validHeaderName(key):
			errs = append(errs, fmt.Errorf("header %q: not a header name", key))
		case slices.Contains(reservedHeaders, http.CanonicalHeaderKey(key)):
			errs = append(errs, fmt.Errorf("header %s: is set by the client itself", key))
		case slices.Contains(replayHeaders, http.CanonicalHeaderKey(key)):
			errs = append(errs, fmt.Errorf("header %s: would be the same for all calls", key))
		case slices.ContainsFunc(values, func(v string) bool { return !validHeaderValue(v) }):
			errs = append(errs, fmt.Errorf("header %s: value must not contain control characters", key))
		}
	}
	return errors.Join(errs...)
}

// reservedHeaders belong to the client; most would break framing or decoding.
var reservedHeaders = []string{
	"Authorization", "Accept", "Accept-Encoding", "Connection", "Content-Length",
	"Content-Type", "Host", "Te", "Trailer", "Transfer-Encoding", "Upgrade", "User-Agent",
}

// replayHeaders make net/http repeat a POST by itself.
var replayHeaders = []string{"Idempotency-Key", "X-Idempotency-Key"}

func validHeaderName(s string) bool {
	const special = "!#$%&'*+-.^_`|~"
	return s != "" && !strings.ContainsFunc(s, func(r rune) bool {
		alnum := 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9'
		return !alnum && !strings.ContainsRune(special, r)
	})
}

func validHeaderValue(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f })
}

// parseBaseURL refuses what would send the token in the clear or elsewhere, or all
// requests to routes that do not exist.
func parseBaseURL(raw, prefix string) (*url.URL, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, errors.New("base URL: cannot be parsed") // the cause would repeat it, with any password
	}
	switch {
	case u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, errors.New("base URL: must be an absolute https URL")
	case u.Scheme == "http" && !loopback(u.Hostname()):
		return nil, fmt.Errorf("base URL: plain http is refused for host %q: only loopback may do without TLS", u.Hostname())
	case u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return nil, errors.New("base URL: must not have user info, query or fragment")
	case prefix != "" && strings.HasSuffix(strings.TrimRight(u.Path, "/"), prefix):
		return nil, fmt.Errorf("base URL: must be without %s, which the routes begin with", prefix)
	case strings.Contains(u.Path, "//") || u.Path != "" && path.Clean(u.Path) != "/"+strings.Trim(u.Path, "/"):
		return nil, errors.New("base URL: must not have dot segments or empty ones")
	}
	return u, nil
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// defaultTimeout is what the pings go by where an attempt has no bound.
const defaultTimeout = 30 * time.Second

// newTransport is net/http's default with more than two idle connections a host,
// so that concurrent calls do not reconnect each time, and with pings that notice
// a dead HTTP/2 connection within half of an attempt.
func newTransport(timeout time.Duration) http.RoundTripper {
	t, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		return http.DefaultTransport
	}
	t = t.Clone()
	t.MaxIdleConnsPerHost = 64
	if timeout <= 0 {
		timeout = defaultTimeout
	}
	t.HTTP2 = &http.HTTP2Config{
		SendPingTimeout: max(time.Second, timeout/3),
		PingTimeout:     max(time.Second, timeout/6),
	}
	return t
}

func (c *Core) transport() http.RoundTripper {
	if t := c.cfg.HTTPClient.Transport; t != nil {
		return t
	}
	return http.DefaultTransport
}
