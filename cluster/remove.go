package cluster

import (
	"cmp"
	"context"
	"errors"
)

// Remove removes everything that is stored of a job, finished or not, so that its rows
// can be published again. Batches that workers are importing are still imported, but
// counted nowhere. It also removes what a call of [Cluster.Publish] with this name has
// stored that was killed or is still running: the error of a running one then matches
// [ErrTakenOver]. If nothing is stored under the name, the error matches [ErrNotFound].
// Remove works even if the storage of the servers is full.
func (c *Cluster) Remove(ctx context.Context, name string) error {
	m, _, _, err := c.job(ctx, name)
	notFound := err
	if err != nil && !errors.Is(err, ErrNotFound) {
		return err
	}
	staged, err := c.removeStage(ctx, name)
	if staged {
		notFound = nil
	}
	if err == nil && m.ID != "" {
		err = c.removeJob(ctx, m)
	}
	if err == nil {
		err = c.discardStrays(ctx)
	}
	return cmp.Or(err, notFound)
}

// removeJob removes what is kept of a job.
func (c *Cluster) removeJob(ctx context.Context, m manifest) error {
	keys := []string{queueKey(m.Kind, m.Name)}
	if m.Digest != "" {
		keys = append(keys, digestKey(m.Digest))
	}
	for _, key := range keys {
		if err := c.state.purge(ctx, key); err != nil {
			return err
		}
	}
	if err := c.discard(ctx, m.ID); err != nil {
		return err
	}
	return c.state.purge(ctx, jobKey(m.Name)) // last, so that it can be called again
}

// removeStage removes what says who publishes the job, so that what that one has stored is a stray, which any further
// Remove removes. It reports whether there was one.
func (c *Cluster) removeStage(ctx context.Context, name string) (staged bool, err error) {
	var was stage
	revision, _, err := c.state.read(ctx, stageKey(name), &was)
	if err != nil || revision == 0 {
		return false, err
	}
	return was.ID != "", c.state.purgeUpTo(ctx, stageKey(name), revision)
}
