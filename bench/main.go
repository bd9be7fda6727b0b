// Command bench compares this module's client with one written by hand on net/http
// and encoding/json, and with one that oapi-codegen generates, over the same bytes,
// and writes docs/benchmarks.md.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

func main() {
	rounds := flag.Int("rounds", 15, "rounds in which the clients take turns")
	each := flag.Duration("each", 40*time.Millisecond, "about how long an operation of a client takes in each round")
	out := flag.String("o", "", "the file to write; empty: none")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *out, *rounds, *each); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, w io.Writer, out string, rounds int, each time.Duration) error {
	server := newAnswers()
	memory, err := contenders(&http.Client{Transport: server}, "http://localhost")
	if err != nil {
		return err
	}
	socket := httptest.NewServer(server)
	defer socket.Close()
	loopback, err := contenders(&http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 100}}, socket.URL)
	if err != nil {
		return err
	}
	r := report{rounds: rounds}
	if r.memory, err = measureAll(ctx, memory, rounds, each); err != nil {
		return err
	}
	if r.minimal, err = measureMinimal(ctx, memory, server, rounds, each); err != nil {
		return err
	}
	if r.loopback, err = measureAll(ctx, loopback, rounds, each); err != nil {
		return err
	}
	if r.hook, err = measureHook(ctx, server, rounds, 10*each); err != nil {
		return err
	}
	if r.contention, err = measureThroughput(ctx, loopback, rounds, 10*each); err != nil {
		return err
	}
	text := r.text()
	if out != "" {
		if err := os.WriteFile(out, []byte(text), 0o600); err != nil {
			return err
		}
	}
	_, err = io.WriteString(w, text)
	return err
}

// contenders are the clients on one HTTP client; the first is what the others are
// compared with.
func contenders(client *http.Client, base string) ([]contender, error) {
	ours, err := newCuedesk(client, base)
	if err != nil {
		return nil, err
	}
	generated, err := newOapi(client, base)
	if err != nil {
		return nil, err
	}
	return []contender{newPlain(client, base), ours, generated}, nil
}

func measureAll(ctx context.Context, all []contender, rounds int, each time.Duration) (map[string]measurement, error) {
	results := map[string]measurement{}
	for _, name := range operationNames {
		m, err := measure(ctx, name, all, rounds, each)
		if err != nil {
			return nil, err
		}
		results[name] = m
	}
	return results, nil
}

// measureMinimal measures the clients beside one that does only what net/http demands.
func measureMinimal(ctx context.Context, all []contender, server *answers, rounds int, each time.Duration,
) (map[string]measurement, error) {
	all = append([]contender{newMinimal(&http.Client{Transport: server}, "http://localhost")}, all[:2]...)
	results := map[string]measurement{}
	for _, name := range minimalOperations {
		m, err := measure(ctx, name, all, rounds, 5*each)
		if err != nil {
			return nil, err
		}
		results[name] = m
	}
	return results, nil
}

// measureHook measures getting a contact in memory with a hook that does nothing,
// beside the client without, and the least that it can cost.
func measureHook(ctx context.Context, server *answers, rounds int, each time.Duration) (measurement, error) {
	client := &http.Client{Transport: server}
	without, err := newCuedesk(client, "http://localhost")
	if err != nil {
		return nil, err
	}
	with, err := newCuedesk(client, "http://localhost", cuedesk.WithHooks(noHook))
	if err != nil {
		return nil, err
	}
	with.name = hooked
	least, err := newMinimalHooked(client, "http://localhost")
	if err != nil {
		return nil, err
	}
	return measure(ctx, getContact, []contender{without, with, least}, rounds, each)
}

// measureThroughput returns the calls a second of 64 goroutines on one client, by contender
// and round.
func measureThroughput(
	ctx context.Context, all []contender, rounds int, each time.Duration,
) (map[string][]float64, error) {
	results := map[string][]float64{}
	for range rounds {
		for _, c := range all {
			perSecond, err := throughput(ctx, c.operations[getContact], goroutines, each)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			results[c.name] = append(results[c.name], perSecond)
		}
	}
	return results, nil
}

const goroutines = 64
