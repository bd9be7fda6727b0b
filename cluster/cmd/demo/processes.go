package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// envWorker is set in a process that is a worker.
const envWorker = "CUEDESK_DEMO_WORKER"

// orders are what a worker is told.
type orders struct {
	URL  string `json:"url"`
	API  string `json:"api"`
	Name string `json:"name"`
}

// work is the process of a worker. It prints how much memory it took.
func work(ctx context.Context, text string) error {
	var o orders
	if err := json.Unmarshal([]byte(text), &o); err != nil {
		return err
	}
	client, err := cuedesk.NewClient(cuedesktest.Token, cuedesk.WithBaseURL(o.API))
	if err != nil {
		return err
	}
	c, err := cluster.Open(ctx, cluster.Options{URL: o.URL, LeaseTime: leaseTime})
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.Work(ctx, client, cluster.WorkerOptions{Name: o.Name, Once: true, Poll: leaseTime / 10}); err != nil {
		return err
	}
	fmt.Println(peakMemory())
	return nil
}

// peakMemory returns the most memory that this process has had, in KiB; 0 where the system does not say.
func peakMemory() int {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, "VmHWM:"); ok {
			n, _ := strconv.Atoi(strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")))
			return n
		}
	}
	return 0
}

// nodeProcesses are the workers.
type nodeProcesses struct {
	url, api string
	n        int // that were started
	running  []*member
}

// member is the process of a worker.
type member struct {
	name string
	cmd  *exec.Cmd
	out  strings.Builder
}

// start starts another worker.
func (t *nodeProcesses) start(ctx context.Context) error {
	t.n++
	m := &member{name: "worker-" + strconv.Itoa(t.n)}
	text, err := json.Marshal(orders{t.url, t.api, m.name})
	if err != nil {
		return err
	}
	m.cmd = exec.CommandContext(ctx, os.Args[0]) //nolint:gosec // this program
	m.cmd.Env = append(os.Environ(), envWorker+"="+string(text))
	m.cmd.Stdout, m.cmd.Stderr = &m.out, os.Stderr
	t.running = append(t.running, m)
	return m.cmd.Start()
}

// kill kills the first worker, and starts another.
func (t *nodeProcesses) kill(ctx context.Context) error {
	m := t.running[0]
	t.running = t.running[1:]
	if err := m.cmd.Process.Kill(); err != nil {
		return err
	}
	_ = m.cmd.Wait()
	err := t.start(ctx)
	printf("%s was killed with kill -9, and worker-%d started; what it had under way goes on elsewhere after %s",
		m.name, t.n, leaseTime)
	return err
}

// wait waits for the workers to end, and returns their memory.
func (t *nodeProcesses) wait() (memory []int, err error) {
	for _, m := range t.running {
		err = errors.Join(err, m.cmd.Wait())
		n, _ := strconv.Atoi(strings.TrimSpace(m.out.String()))
		memory = append(memory, n)
	}
	return memory, err
}

// supervise starts the workers, and shows how far they are until all is done.
func supervise(ctx context.Context, s settings, c *cluster.Cluster, t *nodeProcesses) ([]int, error) {
	for range s.workers {
		if err := t.start(ctx); err != nil {
			return nil, err
		}
	}
	printf("%d workers started, each as a process of its own; the fake takes %s for an import", s.workers, s.importTime)
	for tick := time.NewTicker(time.Second); ; <-tick.C {
		report, err := c.Report(ctx, job)
		if err != nil {
			return nil, err
		}
		if report.IsFinished() {
			return t.wait()
		}
		printf("%3d of %d batches done by %d workers, %.0f rows a second", report.Done, report.Batches, len(report.Workers),
			report.Rate)
		if s.kill && 3*report.Done >= report.Batches {
			s.kill = false
			if err := t.kill(ctx); err != nil {
				return nil, err
			}
		}
	}
}
