// Program soak works with the client for as long as it is told, while requests fail at random, and compares what the
// API holds afterwards with what the client reported: nothing may be lost, nothing doubled, nothing left behind, and no
// call may fail without a cause.
//
//	go run ./soak -n 200000 -seed 1
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"time"
)

func main() {
	cfg := defaultConfig()
	flag.IntVar(&cfg.operations, "n", cfg.operations, "number of operations")
	flag.Uint64Var(&cfg.seed, "seed", uint64(time.Now().UnixNano())%1_000_000, "seed of all that is random")
	flag.Float64Var(&cfg.faults, "faults", cfg.faults, "share of requests that fail")
	flag.IntVar(&cfg.memory, "workers", cfg.memory, "goroutines that work without a socket")
	flag.IntVar(&cfg.sockets, "sockets", cfg.sockets, "goroutines that work through a socket")
	flag.BoolVar(&cfg.late, "late", cfg.late, "carry some requests out only after their client has given up")
	limit := flag.Duration("limit", 30*time.Minute, "time after which it gives up")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "soak: takes flags only, not %q\n", flag.Args())
		os.Exit(2)
	}
	fmt.Fprintf(os.Stdout, "seed %d\n", cfg.seed)
	os.Exit(soak(cfg, *limit))
}

// soak runs it, prints the report, and returns the exit status.
func soak(cfg config, limit time.Duration) int {
	ctx, cancel := context.WithTimeout(context.Background(), limit)
	defer cancel()
	result, err := run(ctx, cfg)
	if err != nil {
		fmt.Fprintln(os.Stderr, "soak:", err)
		return 2
	}
	result.print(os.Stdout)
	if !result.succeeded() {
		return 1
	}
	return 0
}
