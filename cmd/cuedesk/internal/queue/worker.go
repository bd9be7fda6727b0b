package queue

import (
	"context"
	"errors"

	"github.com/spf13/pflag"

	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
)

const workerHelp = `Usage: cuedesk worker --cluster URL [flags]

Imports, together with any number of other workers, what cuedesk import --cluster URL publishes, until it is
stopped. A worker that is stopped in whatever way loses nothing: others go on with what it had under way.

  --cluster URL         NATS servers with JetStream: nats://host:4222, several separated by commas
  --name NAME           what reports call it: letters, digits, - and _ (host, process and a random part)
  --lanes N             imports under way at the same time (4)
  --rate N              requests a second of all workers together; it is kept for all of them. 0: no limit
  --out FOLDER          take exports, too, and write their files into this folder
  --once                end when nothing is left to do

Exit codes: 0 it was stopped or nothing is left, 2 usage, 3 it could not begin, 4 it ended because of an error.
`

// workerOptions are what the command line says.
type workerOptions struct {
	where   string
	rate    float64
	limits  bool // a rate was given
	cluster cluster.WorkerOptions
}

// Work is the command cuedesk worker.
func Work(ctx context.Context, env program.Env, args []string) error {
	o, err := parseWorker(args)
	if errors.Is(err, pflag.ErrHelp) {
		return env.ShowHelp(workerHelp)
	}
	if err == nil && !env.HasToken() {
		err = errors.New("a worker needs CUEDESK_TOKEN: workers would not share a fake")
	}
	if err != nil {
		return refuse("worker", err)
	}
	client, err := env.Connect()
	if err != nil {
		return err
	}
	c, err := Open(ctx, screen.New(env.Stderr), o.where)
	if err != nil {
		return err
	}
	defer c.Close()
	if o.limits {
		if err := c.SetRateLimit(ctx, o.rate); err != nil {
			return err
		}
	}
	screen.New(env.Stderr).Line("working; a signal ends it")
	err = c.Work(ctx, client, o.cluster)
	switch {
	case ctx.Err() != nil, err == nil:
		return nil
	default:
		return program.WithCode(program.Interrupted, err)
	}
}

// parseWorker reads the command line.
func parseWorker(args []string) (*workerOptions, error) {
	o := &workerOptions{}
	flags := pflag.NewFlagSet("worker", pflag.ContinueOnError)
	flags.Usage = func() {}
	flags.StringVar(&o.where, "cluster", "", "")
	flags.StringVar(&o.cluster.Name, "name", "", "")
	flags.IntVar(&o.cluster.Lanes, "lanes", 4, "")
	flags.Float64Var(&o.rate, "rate", 0, "")
	flags.StringVar(&o.cluster.Dir, "out", "", "")
	flags.BoolVar(&o.cluster.Once, "once", false, "")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	o.limits = flags.Changed("rate")
	switch {
	case flags.NArg() > 0:
		return nil, errors.New("there is nothing to name but flags")
	case !IsURL(o.where):
		return nil, errors.New("--cluster must be a nats:// URL: a folder is used by one process alone")
	case o.cluster.Lanes < 1:
		return nil, errors.New("--lanes must be 1 or more")
	}
	return o, nil
}
