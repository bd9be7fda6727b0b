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

// Options say where the streams are, and how long to wait for them. One of URL and Dir is required.
type Options struct {
	// URL is that of a NATS server with JetStream, or of several, separated by commas:
	// nats://host:4222. Name all servers of a cluster, so that one that does not run is missed.
	URL string
	// Dir is a folder for a server in this process, which listens on no port. One process may use it at a time.
	Dir string

	// Namespace is what the names of streams begin with, so that several clusters of workers
	// can share servers; optional: 1 to 32 letters, digits, - and _. Empty: "cuedesk".
	Namespace string
	// Replicas is how many servers keep each stream: 1, 3 or 5. Optional; 0: as the servers
	// that URL names or that announce themselves allow. It counts when the streams are created.
	Replicas int
	// Connect are further options of the connection, such as nats.UserCredentials; optional.
	Connect []nats.Option

	// Timeout is how long one request to the servers may take; optional. 0: 5 seconds.
	Timeout time.Duration
	// Patience is how long a request is repeated while the servers cannot be reached, or
	// elect a leader; optional. 0: a minute.
	Patience time.Duration
	// Waiting is called when a request to the servers takes longer than a second, and every ten seconds then, so that
	// a program can say what it waits for; optional. It may be called by several goroutines, and must return soon.
	Waiting func(Waiting)
	// LeaseTime is after how long a worker that is silent loses its lanes to others; optional, at least
	// 300 milliseconds; 0: 30 seconds. An election of servers may take 10 seconds: if the lease is
	// shorter, workers give up their lanes then, and take them again.
	LeaseTime time.Duration
	// MaxAge is how long contacts are kept at most that no worker has imported; optional, at least a
	// minute; 0: 7 days. It counts when the streams are created.
	MaxAge time.Duration
}

// String returns nothing of the URL, which may have a password.
func (o Options) String() string {
	return "cluster options of the namespace " + strconv.Quote(o.Namespace)
}

// Format prints nothing of the URL, in whatever form.
func (o Options) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, o.String()) }

// LogValue logs nothing of the URL, which may have a password.
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
