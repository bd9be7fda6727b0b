package cuedesk

import (
	"fmt"
	"os"
)

// NewClientFromEnv returns a client with the token of the environment variable
// CUEDESK_TOKEN, which is required, and the base URL of CUEDESK_BASE_URL, which is
// not. Options given to it win over both. No other function of this package reads
// the environment. A missing token is an error that matches [ErrInvalid]; tests need
// none with package cuedesktest.
func NewClientFromEnv(opts ...Option) (*Client, error) {
	token := os.Getenv("CUEDESK_TOKEN")
	if token == "" {
		return nil, fmt.Errorf("cuedesk: %w: CUEDESK_TOKEN is not set", ErrInvalid)
	}
	return NewClient(token, append([]Option{WithBaseURL(os.Getenv("CUEDESK_BASE_URL"))}, opts...)...)
}
