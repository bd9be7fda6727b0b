package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// config is what the flags set.
type config struct {
	addr        string
	public      bool
	anyHost     bool
	token       string
	seed        string
	console     string
	latency     time.Duration
	searchDelay time.Duration
	importTime  time.Duration
	faultRate   float64
	faultSeed   uint64
	rateLimit   float64
	grace       time.Duration
}

// parse reads the command line.
func parse(args []string, output io.Writer) (config, error) {
	var cfg config
	flags := flag.NewFlagSet("cuedesk-fake", flag.ContinueOnError)
	flags.SetOutput(output)
	flags.StringVar(&cfg.addr, "addr", "127.0.0.1:8181", "`address` to listen on; port 0 is any free one")
	flags.BoolVar(&cfg.public, "public", false, "allow an -addr that other machines can reach")
	flags.BoolVar(&cfg.anyHost, "any-host", false,
		"answer requests whatever their Host is; otherwise, on loopback, only localhost and loopback addresses")
	flags.StringVar(&cfg.token, "token", cuedesktest.Token, "bearer `token` to accept")
	flags.StringVar(&cfg.seed, "seed", "", "`file` of contacts to begin with, .json or .csv")
	flags.StringVar(&cfg.console, "console", "",
		"`address` on loopback where a page shows what is in the fake, such as 127.0.0.1:8182; port 0 is any free one")
	flags.DurationVar(&cfg.latency, "latency", 0, "how long each request waits before it is carried out")
	flags.DurationVar(&cfg.searchDelay, "search-delay", 0, "how late searches show what has changed")
	flags.DurationVar(&cfg.importTime, "import-time", 300*time.Millisecond, "how long a bulk import takes")
	flags.Float64Var(&cfg.faultRate, "fault-rate", 0,
		"`share` of requests, 0 to 1, that get a 503 and are not carried out")
	flags.Uint64Var(&cfg.faultSeed, "seed-faults", 1, "`number` that decides which requests these are")
	flags.Float64Var(&cfg.rateLimit, "rate-limit", 0, "`requests` a second above which they get a 429; 0: no limit")
	flags.DurationVar(&cfg.grace, "grace", 10*time.Second, "how long requests under way may take to finish at the end")
	if err := flags.Parse(args); err != nil {
		return config{}, err
	}
	if flags.NArg() > 0 {
		return config{}, fmt.Errorf("there are no arguments but flags: %q", flags.Arg(0))
	}
	return cfg, cfg.validate()
}

// validate reports all that is wrong.
func (c config) validate() error {
	var errs []error
	wrong := func(is bool, problem string) {
		if is {
			errs = append(errs, errors.New(problem))
		}
	}
	wrong(c.token == "" || strings.ContainsFunc(c.token, func(r rune) bool { return r <= ' ' || r >= 0x7f }),
		"-token must be printable ASCII without spaces")
	wrong(c.latency < 0, "-latency must not be negative")
	wrong(c.searchDelay < 0, "-search-delay must not be negative")
	wrong(c.importTime < 0, "-import-time must not be negative")
	wrong(!(c.faultRate >= 0 && c.faultRate <= 1), "-fault-rate must be from 0 to 1")
	wrong(!(c.rateLimit >= 0 && c.rateLimit < 1e9), "-rate-limit must be 0 or more, and below a billion")
	wrong(c.grace < 0, "-grace must not be negative")
	return errors.Join(errs...)
}
