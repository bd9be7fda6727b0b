package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/figures"
)

// measure imports with several numbers of workers, three times each, and writes a table.
func measure(ctx context.Context, s settings) error {
	var table bytes.Buffer
	fmt.Fprintf(&table, "%s, %d CPUs, shared with other work, %s; %d rows, imports of %s, %d servers in one\n"+
		"process with the fake, %d lanes, 4 at a time in each worker; medians of %d runs.\n\n",
		figures.Processor(), runtime.NumCPU(), runtime.Version(), s.rows, s.importTime, s.nodes, s.lanes, rounds)
	table.WriteString("| workers | rows a second | time | rows a second, if only imports took time " +
		"| memory of a worker at most |\n|---|---|---|---|---|\n")
	var publish []time.Duration
	for text := range strings.SplitSeq(s.measure, ",") {
		workers, err := strconv.Atoi(text)
		if err != nil {
			return fmt.Errorf("-measure %q: %w", s.measure, err)
		}
		s.workers, s.kill = workers, false
		var took []time.Duration
		memory := 0
		for range rounds {
			out, err := runDemo(ctx, s)
			if err != nil {
				return err
			}
			took, publish = append(took, out.work), append(publish, out.publish)
			memory = max(memory, slices.Max(out.memory))
		}
		atOnce := min(4*workers, s.lanes)
		ideal := float64(atOnce) * 1000 / s.importTime.Seconds()
		fmt.Fprintf(&table, "| %d | %.0f | %s | %.0f | %d MiB |\n", workers,
			float64(s.rows)/median(took).Seconds(), median(took).Round(100*time.Millisecond), ideal, memory>>10)
	}
	fmt.Fprintf(&table, "\nPublishing took %s: %.0f rows a second.\n", median(publish).Round(10*time.Millisecond),
		float64(s.rows)/median(publish).Seconds())
	return replace(s.output, table.Bytes())
}

const rounds = 3

func median(of []time.Duration) time.Duration {
	slices.Sort(of)
	return of[len(of)/2]
}

// Markers around the table.
const (
	begin = "<!-- begin: written by go run ./cmd/demo -measure -->\n"
	end   = "<!-- end -->\n"
)

// replace writes the table into a file, or to standard output.
func replace(name string, table []byte) error {
	if name == "" {
		_, err := os.Stdout.Write(table)
		return err
	}
	return figures.Replace(name, begin, end, table)
}
