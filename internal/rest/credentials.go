package rest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"
)

// TokenSource gives the current token.
type TokenSource interface {
	Token(ctx context.Context) (string, error)
}

// refreshTimeout bounds one call of a [TokenSource], which no caller's own
// deadline does: its result is for everybody.
const refreshTimeout = 30 * time.Second

// Credentials hold a token, static or from a source, and never show it.
type Credentials struct {
	source TokenSource // nil: the token is static

	mu      sync.Mutex
	token   secret
	refresh *refresh // under way, or nil
}

// refresh is one call of the source that any number of callers wait for.
type refresh struct {
	once  sync.Once
	done  chan struct{}
	token secret
	err   error
}

func (r *refresh) settle(token string, err error) {
	r.once.Do(func() {
		r.token, r.err = conceal(token), err
		close(r.done)
	})
}

// StaticToken returns credentials that never change.
func StaticToken(token string) *Credentials { return &Credentials{token: conceal(token)} }

// secret is a token in a closure, into which no printer that goes by reflection
// can look. The zero value is no token.
type secret struct {
	reveal func() (token, header string)
}

func conceal(token string) secret {
	header := "Bearer " + token // as RFC 6750 has it
	return secret{func() (string, string) { return token, header }}
}

func (s secret) text() string {
	token, _ := s.reveal()
	return token
}

// header is the value of the header Authorization.
func (s secret) header() string {
	_, header := s.reveal()
	return header
}

// FromSource returns credentials that ask source when they have no token, and
// again after the API refused one with 401.
func FromSource(source TokenSource) *Credentials { return &Credentials{source: source} }

func (c *Credentials) validate() error {
	if c == nil {
		return errors.New("token: must not be empty")
	}
	if c.source == nil {
		return checkToken(c.token.text())
	}
	return nil
}

func checkToken(token string) error {
	for _, r := range token {
		if r <= ' ' || r >= 0x7f {
			return errors.New("token: must be printable ASCII without spaces and without the word Bearer")
		}
	}
	switch {
	case token == "":
		return errors.New("token: must not be empty")
	case strings.Contains(token, "://"):
		return errors.New("token: must not be a URL")
	}
	return nil
}

// ready reports whether get has the token without waiting for it.
func (c *Credentials) ready() bool {
	if c.source == nil {
		return true
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.token.reveal != nil
}

// get returns the token, fetched at most once however many calls wait for it.
func (c *Credentials) get(ctx context.Context) (secret, error) {
	if c.source == nil {
		return c.token, nil // which never changes
	}
	c.mu.Lock()
	if c.token.reveal != nil {
		defer c.mu.Unlock()
		return c.token, nil
	}
	r := c.refresh
	if r == nil {
		r = &refresh{done: make(chan struct{})}
		c.refresh = r
		go c.fetch(context.WithoutCancel(ctx), r)
	}
	c.mu.Unlock()
	select {
	case <-r.done:
		return r.token, r.err
	case <-ctx.Done():
		return secret{}, ContextError(ctx)
	}
}

// fetch asks the source. A source that ignores its context keeps no one
// waiting, but is not asked again before it returns.
func (c *Credentials) fetch(ctx context.Context, r *refresh) {
	ctx, cancel := context.WithTimeout(ctx, refreshTimeout)
	defer cancel()
	late := time.AfterFunc(refreshTimeout+time.Second, func() {
		r.settle("", fmt.Errorf("%w: no token within %v", ErrTokenSource, refreshTimeout))
	})
	defer late.Stop()
	token, err := "", fmt.Errorf("%w: ended its goroutine", ErrTokenSource)
	defer func() { // deferred for a source that ends its goroutine
		c.mu.Lock()
		c.token, c.refresh = secret{}, nil
		if err == nil {
			c.token = conceal(token)
		}
		c.mu.Unlock()
		r.settle(token, err)
	}()
	token, err = callSource(ctx, c.source)
}

// callSource asks the source; its panic must not end the program from a
// goroutine that the caller cannot guard.
func callSource(ctx context.Context, source TokenSource) (token string, err error) {
	defer func() {
		if p := recover(); p != nil {
			cause, ok := p.(error)
			if !ok {
				cause = fmt.Errorf("%v", p)
			}
			token, err = "", fmt.Errorf("%w panicked: %w", ErrTokenSource, withoutURL(cause))
		}
	}()
	if token, err = source.Token(ctx); err != nil {
		return "", fmt.Errorf("%w: %w", ErrTokenSource, withoutURL(err))
	}
	if err = checkToken(token); err != nil {
		return "", fmt.Errorf("%w: %w", ErrTokenSource, err)
	}
	return token, nil
}

// invalidate forgets a token that was rejected and says whether another may be
// had. A newer token than the rejected one is kept.
func (c *Credentials) invalidate(rejected string) bool {
	if c.source == nil {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.token.reveal != nil && c.token.text() == rejected {
		c.token = secret{}
	}
	return true
}
