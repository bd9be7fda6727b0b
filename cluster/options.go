package cluster

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"slices"
	"strconv"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/cuedesk/cuedesk-go"
)

// Options say where the streams are, and how long to wait for them. Either URL or Dir
// is required; all other fields are optional.
type Options struct {
	// URL is the address of a NATS server with JetStream, such as nats://host:4222, or
	// of several, separated by commas. Name all servers of a cluster, so that it can
	// connect while one of them is down.
	URL string
	// Dir is the folder of a server that runs in this process and listens on no port.
	// One process at a time can use it: another gets ErrLocked.
	Dir string

	// Namespace is the prefix of the names of the streams, so that several clusters of
	// workers can share servers: 1 to 32 letters, digits, - and _. Empty: "cuedesk".
	Namespace string
	// Replicas is the number of servers that keep each stream: 1, 3 or 5. It has an
	// effect only when the streams are created. 0: as many as the number of servers
	// allows, which URL names or which announce themselves.
	Replicas int
	// Connect are further options of the connection, such as nats.UserCredentials.
	Connect []nats.Option

	// Timeout is how long one request to the servers may take. 0: 5 seconds; it must
	// not be negative.
	Timeout time.Duration
	// Patience is how long a request is repeated while the servers cannot be reached
	// or elect a leader. 0: one minute; it must not be negative.
	Patience time.Duration
	// Waiting is called when a request to the servers has taken a second, and then
	// every ten seconds, so that a program can show what it waits for. It may be called
	// by several goroutines at the same time, and must return quickly. nil: not called.
	Waiting func(Waiting)
	// LeaseTime is the time after which other workers take the lanes of a worker that
	// does not respond, at least 300 milliseconds. 0: 30 seconds. An election of
	// servers may take 10 seconds: with a shorter lease, workers give up their lanes
	// during one, and take them again.
	LeaseTime time.Duration
	// MaxAge is how long contacts are stored at most while no worker imports them, at
	// least one minute. It has an effect only when the streams are created. 0: 7 days.
	MaxAge time.Duration
}

// String returns the namespace, and nothing of the URL, which may have a password.
func (o Options) String() string {
	return "cluster options of the namespace " + strconv.Quote(o.Namespace)
}

// Format prints what String returns, whatever the verb.
func (o Options) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, o.String()) }

// LogValue logs what String returns.
func (o Options) LogValue() slog.Value { return slog.StringValue(o.String()) }

// The defaults of options.
const (
	defaultNamespace = "cuedesk"
	defaultTimeout   = 5 * time.Second
	defaultPatience  = time.Minute
	defaultLeaseTime = 30 * time.Second
	defaultMaxAge    = 7 * 24 * time.Hour
	minLeaseTime     = 300 * time.Millisecond
)

// namePattern is what a name may be that is a part of a subject.
var namePattern = regexp.MustCompile(`^[A-Za-z0-9_-]{1,64}$`)

// errName: a name cannot be used.
var errName = errors.New("a name must have 1 to 64 letters, digits, - and _")

// complete checks the options and fills in defaults.
func (o Options) complete() (Options, error) {
	setDefault(&o.Namespace, defaultNamespace)
	setDefault(&o.Timeout, defaultTimeout)
	setDefault(&o.Patience, defaultPatience)
	setDefault(&o.LeaseTime, defaultLeaseTime)
	setDefault(&o.MaxAge, defaultMaxAge)
	var errs []error
	refuse := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	refuse((o.URL == "") == (o.Dir == ""), "one of URL and Dir is required")
	refuse(o.URL != "" && slices.Contains(o.hosts(), ""), "URL must be nats://host:4222, or several of these, "+
		"separated by commas") // it is not repeated: it may have a password
	refuse(!namePattern.MatchString(o.Namespace) || len(o.Namespace) > 32,
		"Namespace must be 1 to 32 letters, digits, - and _")
	refuse(!slices.Contains([]int{0, 1, 3, 5}, o.Replicas), "Replicas must be 1, 3 or 5, not %d", o.Replicas)
	refuse(o.Timeout < 0 || o.Patience < 0, "Timeout and Patience must not be negative")
	refuse(o.LeaseTime < minLeaseTime, "LeaseTime must be at least %s", minLeaseTime)
	refuse(o.MaxAge < time.Minute, "MaxAge must be at least a minute")
	return o, invalid(errs)
}

// invalid joins what is wrong with arguments; nil: nothing is.
func invalid(errs []error) error {
	if err := errors.Join(errs...); err != nil {
		return fmt.Errorf("cluster: %w: %w", cuedesk.ErrInvalid, err)
	}
	return nil
}

func setDefault[T comparable](option *T, value T) {
	var zero T
	if *option == zero {
		*option = value
	}
}
