package cassette

import (
	"net/http"
	"os"

	"github.com/cuedesk/cuedesk-go"
)

// Option changes how a cassette is recorded or replayed. Use the same options for both.
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

// WithLive sets the transport that a recording sends its requests to. Default:
// [http.DefaultTransport].
func WithLive(live http.RoundTripper) Option { return func(o *options) { o.live = live } }

// WithToken sets the token that [New] records with. Default: that in CUEDESK_TOKEN.
func WithToken(token string) Option { return func(o *options) { o.token = token } }

// WithSecrets replaces these texts everywhere in what is saved. The tokens of requests
// need not be among them.
func WithSecrets(secrets ...string) Option {
	return func(o *options) { o.secrets = append(o.secrets, secrets...) }
}

// WithMembers replaces the texts of the JSON members with these names, such as
// first_name, by stand-ins.
func WithMembers(names ...string) Option {
	return func(o *options) { o.members = append(o.members, names...) }
}

// KeepPersonalData saves e-mail addresses and phone numbers unchanged. Tokens, secrets
// and the members that [WithMembers] names are still replaced.
func KeepPersonalData() Option { return func(o *options) { o.keep = true } }

// ReplayOnly replays whatever CUEDESK_RECORD says, for a cassette that [Write] has made.
func ReplayOnly() Option { return func(o *options) { o.replayOnly = true } }

// WithClient adds options to the client that [New] makes.
func WithClient(opts ...cuedesk.Option) Option {
	return func(o *options) { o.client = append(o.client, opts...) }
}
