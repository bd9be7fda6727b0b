//go:build unix && !race

package importer_test

import (
	"fmt"
	"os"
	"runtime"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go/importer"
	"github.com/cuedesk/cuedesk-go/internal/figures"
)

// cost is what a process took.
type cost struct {
	wall, cpu time.Duration
	memory    int64 // bytes resident, at most
}

// importMethod is one of the ways to import that are compared.
type importMethod struct {
	name, role string
	lanes      int
}

// importMethods are compared with the first.
var importMethods = []importMethod{
	{"encoded and posted with net/http", "post", 1},
	{"importer", "run", 4},
	{"importer, with a journal in a file", "journal", 4},
	{"importer, with a journal and one lane", "journal", 1},
}

// TestFigures imports through a socket from processes of their own, in turns. With
// IMPORTER_FIGURES, it takes 1,000,000 rows, and writes the figures into docs/import.md.
func TestFigures(t *testing.T) { //nolint:paralleltest // it measures
	rows, rounds, imports, duration := 20_000, 1, 8, 5*time.Millisecond
	write := os.Getenv("IMPORTER_FIGURES") != ""
	if write {
		rows, rounds, imports, duration = 1_000_000, 9, 80, 500*time.Millisecond
	}
	throughput := make([][]cost, len(importMethods))
	for round := range rounds {
		for i := range importMethods {
			i = (i + round) % len(importMethods)
			w := importMethods[i]
			throughput[i] = append(throughput[i], measure(t, w.role, rows, importer.Options{Lanes: w.lanes}, 0))
		}
	}
	lanes := map[int][]cost{}
	for range (rounds + 2) / 3 {
		for _, n := range []int{1, 4} {
			lanes[n] = append(lanes[n], measure(t, "run", imports*1000, importer.Options{Lanes: n}, duration))
		}
	}
	text := machineName() + throughputTable(throughput, rows) + lanesTable(lanes, imports, duration)
	t.Log("\n" + text)
	if write {
		const begin, end = "<!-- figures: make figures -->\n", "<!-- end of figures -->"
		if err := figures.Replace("../docs/import.md", begin, end, []byte(text)); err != nil {
			t.Fatal(err)
		}
	}
}

// measure runs one process that imports, beside one that is the API.
func measure(t *testing.T, role string, rows int, o importer.Options, duration time.Duration) cost {
	t.Helper()
	server := child(t, "serve", rows, o, duration, "")
	input, err := server.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = input.Close(), server.Wait() }() // without input, it ends
	output, err := server.StdoutPipe()
	if err == nil {
		err = server.Start()
	}
	var url string
	if err == nil {
		_, err = fmt.Fscan(output, &url)
	}
	if err != nil {
		t.Fatal(err)
	}
	worker := child(t, role, rows, o, duration, url)
	began := time.Now()
	if text, err := worker.CombinedOutput(); err != nil {
		t.Fatalf("%s: %v\n%s", role, err, text)
	}
	used, _ := worker.ProcessState.SysUsage().(*syscall.Rusage)
	memory := int64(used.Maxrss)  //nolint:unconvert // it has 32 bits on some platforms
	if runtime.GOOS != "darwin" { // where it is in bytes
		memory *= 1024
	}
	return cost{time.Since(began), worker.ProcessState.SystemTime() + worker.ProcessState.UserTime(), memory}
}

// machineName says where it was measured.
func machineName() string {
	return fmt.Sprintf("%s, %d CPUs, %s %s/%s, %s, load %s at the end.\n\n", figures.Processor(), runtime.NumCPU(),
		runtime.Version(), runtime.GOOS, runtime.GOARCH, time.Now().UTC().Format(time.DateOnly), figures.Load())
}

func throughputTable(throughput [][]cost, rows int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| %d rows | time | of posting | CPU time | of posting | peak memory |\n|---|---|---|---|---|---|\n",
		rows)
	for i, w := range importMethods {
		all, post := throughput[i], throughput[0]
		fmt.Fprintf(&b, "| %s | %s s | %s | %s s | %s | %s MiB |\n", w.name,
			formatSpread(all, "%.1f", wall), ratios(all, post, wall), formatSpread(all, "%.1f", cpu), ratios(all, post, cpu),
			formatSpread(all, "%.0f", func(c cost) float64 { return float64(c.memory >> 20) }))
	}
	return b.String()
}

func lanesTable(lanes map[int][]cost, imports int, duration time.Duration) string {
	return fmt.Sprintf("\n| %d imports of %v | time | as fast as with one lane |\n|---|---|---|\n| 1 lane | %s s | 1 |\n"+
		"| 4 lanes | %s s | %s |\n", imports, duration, formatSpread(lanes[1], "%.1f", wall), formatSpread(lanes[4], "%.1f", wall),
		ratios(lanes[1], lanes[4], wall))
}

func wall(c cost) float64 { return c.wall.Seconds() }
func cpu(c cost) float64  { return c.cpu.Seconds() }

// formatSpread is the median, and the least and the most.
func formatSpread(all []cost, format string, value func(cost) float64) string {
	values := make([]float64, len(all))
	for i, c := range all {
		values[i] = value(c)
	}
	return spreadOf(values, format)
}

// ratios are those within one round each.
func ratios(all, base []cost, value func(cost) float64) string {
	if &all[0] == &base[0] {
		return "1"
	}
	values := make([]float64, len(all))
	for i := range all {
		values[i] = value(all[i]) / value(base[i])
	}
	return spreadOf(values, "%.2f")
}

func spreadOf(values []float64, format string) string {
	slices.Sort(values)
	return fmt.Sprintf(format+" ("+format+" to "+format+")", values[len(values)/2], values[0], values[len(values)-1])
}
