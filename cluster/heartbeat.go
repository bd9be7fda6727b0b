package cluster

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Worker is a call of [Cluster.Work] that is running, or was some seconds ago.
type Worker struct {
	Name     string    `json:"name"`     // WorkerOptions.Name
	Began    time.Time `json:"began"`    // when it began, by its own clock
	Lanes    int       `json:"lanes"`    // lanes that it works on
	Rows     int       `json:"rows"`     // rows imported and contacts exported since it began
	Requests int       `json:"requests"` // requests that it has sent to the API since it began
}

// beatTime is how often workers say that they are there.
func (c *Cluster) beatTime() time.Duration {
	return min(max(c.opts.LeaseTime/4, time.Second/2), 5*time.Second)
}

// beat says that the worker is there, and follows the rate limit.
func (w *worker) beat(ctx context.Context) error {
	if err := w.rate.load(ctx); err != nil {
		return err
	}
	data, err := json.Marshal(Worker{
		w.opts.Name, w.began, int(w.lanes.Load()), int(w.rows.Load()), int(w.requests.Load()),
	})
	if err != nil {
		return err
	}
	ttl := (3*w.c.beatTime() + time.Second).Truncate(time.Second)
	_, err = w.c.state.put(ctx, "worker."+w.opts.Name, data, anyRevision, ttl)
	return err
}

// keepBeating does so until the context ends. It goes on while the servers cannot be reached.
func (w *worker) keepBeating(ctx context.Context) {
	for rest.Sleep(ctx, w.c.beatTime()) == nil {
		_ = w.beat(ctx)
	}
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), w.c.opts.Timeout)
	defer stop()
	_ = w.c.state.purge(ctx, "worker."+w.opts.Name) // or it vanishes by itself
}

// Workers returns the workers that have reported in the last seconds, sorted by name.
func (c *Cluster) Workers(ctx context.Context) ([]Worker, error) {
	keys, err := c.state.keys(ctx, "worker.*")
	if err != nil {
		return nil, err
	}
	var workers []Worker
	for _, key := range keys {
		var w Worker
		revision, _, err := c.state.read(ctx, key, &w)
		if err != nil {
			return nil, err
		}
		if revision > 0 {
			workers = append(workers, w)
		}
	}
	slices.SortFunc(workers, func(a, b Worker) int { return strings.Compare(a.Name, b.Name) })
	return workers, nil
}
