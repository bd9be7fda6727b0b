package cassette

import (
	"net/http"
	"os"

	"github.com/cuedesk/cuedesk-go"
)

// Option changes how a cassette is recorded or replayed. Give a recording and its
// replays the same ones.
type Option func(*options)

type options struct {
	live       http.RoundTripper
	token      string
	secrets    []string
	members    []string
	keep       bool
	replayOnly bool
	client     []cuedesk.Option
}

func newOptions(opts []Option) options {
	o := options{live: http.DefaultTransport, token: os.Getenv(TokenEnv)}
	for _, opt := range opts {
		opt(&o)
	}
	return o
}

// WithLive records what this transport answers. Not set: [http.DefaultTransport].
func WithLive(live http.RoundTripper) Option { return func(o *options) { o.live = live } }

// WithToken sets the token that [New] records with. Not set: that of CUEDESK_TOKEN.
func WithToken(token string) Option { return func(o *options) { o.token = token } }

// WithSecrets replaces these texts wherever they stand in what is saved. Tokens of
// requests are known without it.
func WithSecrets(secrets ...string) Option {
	return func(o *options) { o.secrets = append(o.secrets, secrets...) }
}

// WithMembers replaces the texts of JSON members with these names by stand-ins, such
// as first_name.
func WithMembers(names ...string) Option {
	return func(o *options) { o.members = append(o.members, names...) }
}

// KeepPersonalData saves e-mail addresses and phone numbers as they are. Tokens and
// secrets are replaced in any case.
func KeepPersonalData() Option { return func(o *options) { o.keep = true } }

// ReplayOnly replays, whatever the environment says: for a cassette that was made by
// [Write].
func ReplayOnly() Option { return func(o *options) { o.replayOnly = true } }

// WithClient adds options to the client of [New].
func WithClient(opts ...cuedesk.Option) Option {
	return func(o *options) { o.client = append(o.client, opts...) }
}
