package cluster

import (
	"cmp"
	"context"
	"errors"
)

// Remove removes everything that is kept of a job, finished or not, so that its rows can be published
// again. Batches that workers have under way are imported, and counted nowhere. It also removes what a publisher of the
// name has stored that was killed, or is still at it: that one's error matches [ErrTakenOver]. If there is nothing of
// the name, that is [ErrNotFound].
func (c *Cluster) Remove(ctx context.Context, name string) error {
	m, _, _, err := c.job(ctx, name)
	there := err == nil
	if there || errors.Is(err, ErrNotFound) {
		err = c.removeStage(ctx, name, err)
	}
	if err != nil {
		return err
	}
	if there {
		err = c.removeJob(ctx, m)
	}
	return cmp.Or(err, c.discardStrays(ctx))
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

// removeStage removes what a publisher has stored whose job is not there. If there is nothing of it, it returns an
// error that says so, or nil.
func (c *Cluster) removeStage(ctx context.Context, name string, nothing error) error {
	var was stage
	revision, _, err := c.state.read(ctx, stageKey(name), &was)
	if err != nil || revision == 0 {
		return cmp.Or(err, nothing)
	}
	if was.ID != "" {
		if revision, err = c.state.write(ctx, stageKey(name), stage{}, revision); err != nil {
			return takenOver(err)
		}
		nothing = c.discard(ctx, was.ID)
	}
	return cmp.Or(nothing, c.state.purgeUpTo(ctx, stageKey(name), revision))
}
