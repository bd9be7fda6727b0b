// Command demo shows package cluster on one machine: three NATS servers in this process, three workers as processes of
// their own, and the fake API. It publishes rows, kills a worker on the way, and says what became of every row.
//
//	go run ./cmd/demo
//	go run ./cmd/demo -measure 1,2,4 -o ../docs/cluster.md
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"time"
)

// settings are what the command line says.
type settings struct {
	rows       int
	nodes      int
	workers    int
	lanes      int
	importTime time.Duration
	rate       float64
	kill       bool
	measure    string
	output     string
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		stop()
		os.Exit(1) //nolint:gocritic // stop was called
	}
}

func run(ctx context.Context) error {
	if text := os.Getenv(envWorker); text != "" {
		return work(ctx, text)
	}
	var s settings
	flag.IntVar(&s.rows, "rows", 100_000, "rows to import")
	flag.IntVar(&s.nodes, "nodes", 3, "servers: 1 or 3")
	flag.IntVar(&s.workers, "workers", 3, "worker processes")
	flag.IntVar(&s.lanes, "lanes", 16, "lanes of the import; each worker works on 4 at a time")
	flag.DurationVar(&s.importTime, "import-time", 500*time.Millisecond, "how long the fake takes for an import")
	flag.Float64Var(&s.rate, "rate", 0, "requests a second of all workers; 0: no limit")
	flag.BoolVar(&s.kill, "kill", true, "kill a worker with kill -9 when a third is done, and start another")
	flag.StringVar(&s.measure, "measure", "", "measure with these numbers of workers, such as 1,2,4, instead")
	flag.StringVar(&s.output, "o", "", "file whose table -measure replaces; empty: standard output")
	flag.Parse()
	if flag.NArg() > 0 || s.rows < 1 || s.workers < 1 || s.nodes != 1 && s.nodes != 3 {
		return errors.New("bad arguments; see -help")
	}
	if s.measure != "" {
		return measure(ctx, s)
	}
	_, err := runDemo(ctx, s)
	return err
}
