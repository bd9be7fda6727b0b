package main

import (
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/figures"
)

// report is everything that was measured, by operation.
type report struct {
	rounds           int
	memory, loopback map[string]measurement
	minimal          map[string]measurement
	hook             measurement          // of getting a contact
	contention       map[string][]float64 // calls a second
}

// The contenders by name.
const (
	byHand      = "net/http by hand"
	cuedeskName = "cuedesk"
	hooked      = "cuedesk with a hook"
	generator   = "oapi-codegen"

	minimal       = "net/http alone"
	hookedMinimal = "the least of a hook"
)

const intro = `# Benchmarks

Written by ` + "`make bench`" +
	`; edit bench/report.go instead. Three clients do the same operations over the same bytes: this
module's, one written by hand on net/http and encoding/json (no retries, no checks; bench/plain.go), and one that
oapi-codegen %s generates from api/openapi.yaml. A test proves that all three send the same requests and find the
same values. The clients take turns in %d rounds in one process, each round in another order. Times are the CPU time of
the process for one call, as the ratio to the client by hand in the same round: the median, and the quartiles in
brackets. Below 1 is faster than by hand. Allocations and bytes are medians.

Machine: %s, %d CPUs, load %s at the end, %s %s/%s, %s.
`

func (r report) text() string {
	var b strings.Builder
	fmt.Fprintf(&b, intro, generatorVersion, r.rounds, figures.Processor(), runtime.NumCPU(), figures.Load(),
		runtime.Version(), runtime.GOOS, runtime.GOARCH, time.Now().UTC().Format(time.DateOnly))
	b.WriteString("\n## In memory\n\nThe transport answers from memory: what is left is what the clients cost.\n\n")
	table(&b, r.memory)
	r.writeMinimal(&b)
	b.WriteString("\n## Over loopback\n\nThe server is in the same process, and its CPU time in every figure: ")
	b.WriteString("it brings the ratios closer to 1.\n\n")
	table(&b, r.loopback)
	fmt.Fprintf(&b, "\n## %d goroutines on one client\n\nGetting a contact over loopback, calls a second.\n\n", goroutines)
	r.writeContention(&b)
	cpu := func(s sample) float64 { return float64(s.cpu) }
	fmt.Fprintf(&b, "\n## A hook\n\nGetting a contact in memory with one hook that does nothing, in all its places, "+
		"takes %s\nof the time without, and %s allocations instead of %s. "+
		"What no hook can do without\ntakes %s: the clock at the start of the call, memory for the attempts that it is told "+
		"and for the header\nthat it may add to, and its five functions (bench/minimal.go). The goal was 1.03.\n",
		formatMedian(ratios(r.hook[hooked], r.hook[cuedeskName], cpu)), allocs(r.hook[hooked]), allocs(r.hook[cuedeskName]),
		formatMedian(ratios(r.hook[hookedMinimal], r.hook[cuedeskName], cpu)))
	return b.String()
}

// writeMinimal compares the clients with the least that is possible.
func (r report) writeMinimal(b *strings.Builder) {
	b.WriteString("\n### The least that is possible\n\n" +
		"A client that only makes the request, sends it and reads the body, " +
		"without decoding it (bench/minimal.go), in rounds of\n" +
		"its own with the others, in which each takes five times as long. " +
		"No client on net/http can be below it.\n\n")
	b.WriteString("| operation | net/http alone: time, allocations | cuedesk: time, allocations |\n|---|---|---|\n")
	cpu := func(s sample) float64 { return float64(s.cpu) }
	for _, name := range minimalOperations {
		m := r.minimal[name]
		fmt.Fprintf(b, "| %s | %s, %s | %s, %s |\n", name,
			formatMedian(ratios(m[minimal], m[byHand], cpu)), allocs(m[minimal]),
			formatMedian(ratios(m[cuedeskName], m[byHand], cpu)), allocs(m[cuedeskName]))
	}
}

const generatorVersion = "v2.8.2"

func table(b *strings.Builder, results map[string]measurement) {
	b.WriteString("| operation | cuedesk: time | oapi-codegen: time | allocations: cuedesk, by hand, oapi-codegen ")
	b.WriteString("| bytes, ratio to by hand: cuedesk, oapi-codegen |\n")
	b.WriteString("|---|---|---|---|---|\n")
	cpu := func(s sample) float64 { return float64(s.cpu) }
	bytes := func(s sample) float64 { return s.bytes }
	for _, name := range operationNames {
		m := results[name]
		fmt.Fprintf(b, "| %s | %s | %s | %s, %s, %s | %s, %s |\n", name,
			formatMedian(ratios(m[cuedeskName], m[byHand], cpu)), formatMedian(ratios(m[generator], m[byHand], cpu)),
			allocs(m[cuedeskName]), allocs(m[byHand]), allocs(m[generator]),
			median(ratios(m[cuedeskName], m[byHand], bytes)), median(ratios(m[generator], m[byHand], bytes)))
	}
}

func (r report) writeContention(b *strings.Builder) {
	b.WriteString("| client | calls a second | ratio to by hand |\n|---|---|---|\n")
	for _, name := range []string{byHand, cuedeskName, generator} {
		var ratio []float64
		for i, n := range r.contention[name] {
			ratio = append(ratio, n/r.contention[byHand][i])
		}
		_, middle, _ := quartiles(r.contention[name])
		fmt.Fprintf(b, "| %s | %.0f | %s |\n", name, middle, formatMedian(ratio))
	}
}

// formatMedian is the median with the quartiles.
func formatMedian(values []float64) string {
	low, middle, high := quartiles(values)
	return fmt.Sprintf("%.2f [%.2f–%.2f]", middle, low, high)
}

func median(values []float64) string {
	_, middle, _ := quartiles(values)
	return fmt.Sprintf("%.2f", middle)
}

func allocs(samples []sample) string {
	var values []float64
	for _, s := range samples {
		values = append(values, s.allocs)
	}
	_, middle, _ := quartiles(values)
	return fmt.Sprintf("%.0f", middle)
}
