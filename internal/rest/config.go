package rest

import (
	"cmp"
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

	"github.com/hashicorp/go-retryablehttp"
	"golang.org/x/time/rate"
)

// Config is what a [Core] is made of. Options of the clients change it; [New]
// checks it.
type Config struct {
	API         API
	BaseURL     string // empty: the API's
	Credentials *Credentials
	HTTPClient  *http.Client // nil: one of our own
	Retry       RetryPolicy
	Timeout     time.Duration // of one attempt; 0: none
	Limiter     *rate.Limiter // nil: no limit
	Logger      *slog.Logger  // nil: silent
	UserAgent   string
	Header      Headers
	Hooks       []Hooks
	Final       func(*Config) error // applied after all options; may be nil
	NewError    func(Failure) error // must not keep what the failure points to as Said
	Decode      Decoder             // nil: Unmarshal
}

// Core sends operations. It is safe for concurrent use.
type Core struct {
	cfg                  *Config // a pointer, which package fmt does not follow
	base                 *url.URL
	address              string // base as text
	budget               *budget
	client               http.Client                    // what go-retryablehttp sends with
	retry                retryablehttp.Client           // calls the steps of each call
	header, headerOfBody func(token secret) http.Header // what requests without and with a body send
	timeout              *timeoutError                  // of one attempt; nil: it has none
	hooks                []Hooks                        // those of the configuration and the logger
}

// New checks the configuration, all of it, and returns a core that uses it.
func New(cfg Config) (*Core, error) {
	var finalErr error
	if cfg.Final != nil {
		finalErr = cfg.Final(&cfg)
	}
	base, err := parseBaseURL(cmp.Or(cfg.BaseURL, cfg.API.BaseURL), cfg.API.Prefix)
	if err = errors.Join(finalErr, err, cfg.Credentials.validate(), cfg.Retry.validate(), cfg.validate()); err != nil {
		return nil, err
	}
	cfg = cfg.withDefaults()
	core := &Core{
		cfg: &cfg, base: base, address: base.String(), budget: newBudget(cfg.Retry.Budget), hooks: cfg.Hooks,
		client: http.Client{Transport: wire{}, Jar: cfg.HTTPClient.Jar, CheckRedirect: keepRedirect},
	}
	if cfg.Logger != nil {
		core.hooks = append(slices.Clip(cfg.Hooks), LogAttempts(cfg.Logger))
	}
	core.setRetry()
	core.setTimeout()
	core.setHeader()
	return core, nil
}

func (cfg Config) withDefaults() Config {
	if cfg.HTTPClient == nil {
		cfg.HTTPClient = &http.Client{Transport: newTransport(cfg.Timeout)}
	}
	cfg.HTTPClient = seal(cfg.HTTPClient)
	if cfg.Decode == nil {
		cfg.Decode = decodeByTags
	}
	cfg.Retry = cfg.Retry.withDefaults()
	return cfg
}

// setRetry gives the steps of a call to go-retryablehttp.
func (c *Core) setRetry() {
	c.retry = retryablehttp.Client{
		HTTPClient:   &c.client,
		RetryMax:     maxRetries,
		CheckRetry:   checkRetry,
		Backoff:      backoff,
		ErrorHandler: retryablehttp.PassthroughErrorHandler,
		PrepareRetry: prepareRetry,
	}
}

// Address is the base URL in one form, whatever way it was written.
func (c *Core) Address() string {
	u := c.base
	port := u.Port()
	if port == "" {
		port = map[string]string{"https": "443", "http": "80"}[u.Scheme]
	}
	host := net.JoinHostPort(strings.ToLower(u.Hostname()), port)
	return u.Scheme + "://" + host + strings.TrimRight(u.EscapedPath(), "/")
}

// keepRedirect has redirects not followed: the token belongs to one origin.
func keepRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// setTimeout takes the shorter of the attempt's timeout and the HTTP client's.
func (c *Core) setTimeout() {
	limit := c.cfg.Timeout
	if client := c.cfg.HTTPClient.Timeout; client > 0 && (limit == 0 || client < limit) {
		limit = client
	}
	if limit > 0 {
		c.timeout = &timeoutError{limit}
	}
}

func (c *Core) setHeader() {
	h := c.cfg.Header.header()
	h.Set("Accept", "application/json")
	h.Set("User-Agent", c.cfg.UserAgent)
	c.header = headerMaker(h)
	h.Set("Content-Type", "application/json")
	c.headerOfBody = headerMaker(h)
}

// headerMaker returns a function that returns a copy of the header with the token,
// in a fraction of the time that a clone takes. What is secret in it is in a closure.
func headerMaker(h http.Header) func(token secret) http.Header {
	type field struct {
		name   string
		values int
	}
	var fields []field
	all := []string{""} // all values in a row, that of the token first
	for name, values := range h {
		fields = append(fields, field{name, len(values)})
		all = append(all, values...)
	}
	return func(token secret) http.Header {
		made, rest := make(http.Header, len(fields)+1), slices.Clone(all)
		rest[0] = token.header()
		made["Authorization"], rest = rest[:1:1], rest[1:]
		for _, f := range fields {
			made[f.name], rest = rest[:f.values:f.values], rest[f.values:]
		}
		return made
	}
}

// Headers are what a user adds to each request, in a closure, into which no
// printer that goes by reflection can look.
type Headers struct{ values func() http.Header }

// header returns a copy.
func (h *Headers) header() http.Header {
	if h.values == nil {
		return http.Header{}
	}
	return h.values().Clone()
}

// Get returns the values of a header.
func (h *Headers) Get(key string) []string { return h.header().Values(key) }

// Set sets a header.
func (h *Headers) Set(key, value string) {
	values := h.header()
	values.Set(key, value)
	h.values = func() http.Header { return values }
}

// With returns a core of the changed configuration. What did not change is
// shared: connections, the cached token, the rate limit; the retry budget as
// long as its size is the same, so that it holds whatever calls derive.
func (c *Core) With(change func(*Config) error) (*Core, error) {
	cfg := *c.cfg
	cfg.Hooks = slices.Clip(cfg.Hooks) // so that appending makes a copy
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

// validate refuses what the transport would choke on, or worse, let through.
func (cfg Config) validate() error {
	var errs []error
	if cfg.Timeout < 0 {
		errs = append(errs, errors.New("timeout: must not be negative"))
	}
	if !validHeaderValue(cfg.UserAgent) {
		errs = append(errs, errors.New("user agent: must not contain control characters"))
	}
	header := cfg.Header.header()
	for _, key := range slices.Sorted(maps.Keys(header)) {
		values := header[key]
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

var errNoBaseURL = errors.New("base URL: must be an absolute https URL, such as https://api.example.com; " +
	"for a loopback address also http")

// parseBaseURL refuses what would send the token in the clear or elsewhere, or all
// requests to routes that do not exist.
func parseBaseURL(raw, prefix string) (*url.URL, error) {
	u, err := url.Parse(raw)
	switch {
	case err != nil: // which would repeat it, with any password
		return nil, errNoBaseURL
	case u.Hostname() == "" || u.Scheme != "https" && u.Scheme != "http":
		return nil, errNoBaseURL
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
