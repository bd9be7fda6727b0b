package queue

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"

	"github.com/spf13/pflag"

	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
)

const queueHelp = `Usage: cuedesk queue report NAME --cluster URL|FOLDER
       cuedesk queue resume NAME --cluster URL|FOLDER
       cuedesk queue remove NAME --cluster URL|FOLDER

report says how far a job is that was published to a cluster of workers, and who works on it. resume tries a job again
that was set aside because every worker would fail at it. remove removes all that is kept of it, finished or not, so
that its file can be imported again.

  --cluster WHERE       NATS servers, nats://host:4222, or the folder of cuedesk import --cluster embedded

Exit codes: 0 done, 2 usage, 3 there is no such job, or the servers cannot be reached.
`

// Run is the command cuedesk queue.
func Run(ctx context.Context, env program.Env, args []string) error {
	flags := pflag.NewFlagSet("queue", pflag.ContinueOnError)
	flags.Usage = func() {}
	where := flags.String("cluster", "", "")
	err := flags.Parse(args)
	switch {
	case errors.Is(err, pflag.ErrHelp):
		return env.ShowHelp(queueHelp)
	case err == nil && (flags.NArg() != 2 || !slices.Contains([]string{"report", "resume", "remove"}, flags.Arg(0))):
		err = errors.New("it is report NAME, resume NAME or remove NAME")
	case err == nil && *where == "":
		err = errors.New("--cluster is missing")
	}
	if err != nil {
		return refuse("queue", err)
	}
	if info, statErr := os.Stat(*where); !IsURL(*where) && (statErr != nil || !info.IsDir()) {
		return fmt.Errorf("there is no queue in %s: that of cuedesk import FILE --cluster embedded is in FILE.queue", *where)
	}
	c, err := Open(ctx, screen.New(env.Stderr), *where)
	if err != nil {
		return err
	}
	defer c.Close()
	switch name := flags.Arg(1); flags.Arg(0) {
	case "remove":
		return c.Remove(ctx, name)
	case "resume":
		return c.Resume(ctx, name)
	default:
		return report(ctx, env, c, name)
	}
}

// report prints how far a job is.
func report(ctx context.Context, env program.Env, c *cluster.Cluster, name string) error {
	r, err := c.Report(ctx, name)
	if err != nil {
		return err
	}
	out := screen.New(env.Stdout)
	if _, err := fmt.Fprint(env.Stdout, r); err != nil {
		return err
	}
	for _, w := range r.Workers {
		out.Line("worker %s: %s, %s, %s", w.Name, program.Count(w.Lanes, "lane"), program.Count(w.Rows, "row"),
			program.Count(w.Requests, "request"))
	}
	return out.Err()
}
