// Command cuedesk-fake serves the fake of the Cuedesk Contacts API over HTTP, for programs in any language.
//
//	go run github.com/cuedesk/cuedesk-go/cmd/cuedesk-fake@latest
//
// It forgets everything when it ends. See its README for the flags.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/netip"
	"os"
	"os/signal"
	"regexp"
	"strings"
	"syscall"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	// A second signal ends the program at once.
	context.AfterFunc(ctx, stop)
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		report(os.Stderr, err)
		os.Exit(1)
	}
}

// report says why the program ends. Errors quote the file of -seed: what that says does not steer the terminal.
func report(stderr io.Writer, err error) {
	fmt.Fprintln(stderr, "cuedesk-fake:", rest.PrintableLines(err.Error()))
}

// run serves until ctx ends. It says on stdout where, and logs to stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	cfg, err := parse(args, stderr)
	if errors.Is(err, flag.ErrHelp) {
		return nil
	}
	if err != nil {
		return err
	}
	srv := cuedesktest.NewServer(options(cfg)...)
	if err := fill(ctx, srv, cfg); err != nil {
		return err
	}
	listener, err := listen(ctx, cfg)
	if err != nil {
		return err
	}
	addr, err := netip.ParseAddrPort(listener.Addr().String())
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	fmt.Fprint(stdout, whereabouts(addr, cfg.token))
	log := slog.New(slog.NewTextHandler(stderr, nil))
	if cfg.console != "" {
		end, err := openConsole(ctx, srv, cfg, listener.Addr().String(), stdout, log)
		if err != nil {
			return errors.Join(err, listener.Close())
		}
		defer end()
	}
	return serve(ctx, listener, handler(srv, cfg, log), cfg.grace, log)
}

// whereabouts says where the fake is, to people and, in a line to paste, to the programs of a shell. The client takes
// plain http to loopback alone, so that a fake at another address has no such line.
func whereabouts(addr netip.AddrPort, token string) string {
	text := fmt.Sprintf("listening on http://%s with token %s\n", addr, token)
	if addr.Addr().IsUnspecified() {
		addr = netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), addr.Port())
	}
	if addr.Addr().IsLoopback() {
		url := shellQuoted("http://" + addr.String())
		text += fmt.Sprintf("export CUEDESK_BASE_URL=%s CUEDESK_TOKEN=%s\n", url, shellQuoted(token))
	}
	return text
}

var needsQuotes = regexp.MustCompile(`[^A-Za-z0-9_./:@%+=,-]`)

// shellQuoted is one word of a POSIX shell.
func shellQuoted(text string) string {
	if !needsQuotes.MatchString(text) {
		return text
	}
	return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'"
}

// fill adds the contacts to begin with.
func fill(ctx context.Context, srv *cuedesktest.Server, cfg config) error {
	if cfg.seed == "" {
		return nil
	}
	if err := seed(ctx, srv, cfg.seed); err != nil {
		return fmt.Errorf("-seed %s: %w", cfg.seed, err)
	}
	return nil
}
