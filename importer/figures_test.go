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

// TestFigures imports through a socket from processes of their own, in turns. With
// IMPORTER_FIGURES, it takes 1,000,000 rows, and writes the figures into docs/import.md.
func TestFigures(t *testing.T) { //nolint:paralleltest // it measures
	rows, rounds, imports, duration := 20_000, 1, 8, 5*time.Millisecond
	write := os.Getenv("IMPORTER_FIGURES") != ""
	if write {
		rows, rounds, imports, duration = 1_000_000, 5, 40, 500*time.Millisecond
	}
	throughput := map[string][]cost{}
	for round := range rounds {
		for i := range 3 {
			role := []string{"post", "run", "journal"}[(i+round)%3]
			throughput[role] = append(throughput[role], measure(t, role, rows, importer.Options{}, 0))
		}
	}
	lanes := map[int]cost{}
	for _, n := range []int{1, 4} {
		lanes[n] = measure(t, "run", imports*1000, importer.Options{Lanes: n}, duration)
	}
	text := figuresOf(throughput, rows, lanes, imports, duration)
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

// figures are the measurements as tables.
func figuresOf(throughput map[string][]cost, rows int, lanes map[int]cost, imports int, duration time.Duration) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %d CPUs, %s %s/%s, %s, load %s at the end.\n\n", figures.Processor(), runtime.NumCPU(), runtime.Version(),
		runtime.GOOS, runtime.GOARCH, time.Now().UTC().Format(time.DateOnly), figures.Load())
	fmt.Fprintf(&b, "| %d rows | time | of posting | CPU time | of posting | peak memory |\n|---|---|---|---|---|---|\n", rows)
	post := throughput["post"]
	for _, role := range []string{"post", "run", "journal"} {
		name := map[string]string{
			"post": "encoded and posted with net/http", "run": "importer", "journal": "importer, with a journal in a file",
		}[role]
		all := throughput[role]
		fmt.Fprintf(&b, "| %s | %.1f s | %.2f | %.1f s | %.2f | %d MiB |\n", name,
			median(all, wall), medianRatio(all, post, wall), median(all, cpu), medianRatio(all, post, cpu),
			int(median(all, func(c cost) float64 { return float64(c.memory >> 20) })))
	}
	one, four := lanes[1].wall.Seconds(), lanes[4].wall.Seconds()
	fmt.Fprintf(&b, "\n| %d imports of %v | time |\n|---|---|\n| 1 lane | %.1f s |\n| 4 lanes | %.1f s, %.2f times as fast |\n",
		imports, duration, one, four, one/four)
	return b.String()
}

func wall(c cost) float64 { return c.wall.Seconds() }
func cpu(c cost) float64  { return c.cpu.Seconds() }

func median(all []cost, value func(cost) float64) float64 {
	values := make([]float64, len(all))
	for i, c := range all {
		values[i] = value(c)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// medianRatio is the median of the ratios of one round each.
func medianRatio(all, base []cost, value func(cost) float64) float64 {
	ratios := make([]float64, len(all))
	for i := range all {
		ratios[i] = value(all[i]) / value(base[i])
	}
	slices.Sort(ratios)
	return ratios[len(ratios)/2]
}
