package cluster

import (
	"context"
	"errors"
)

// Remove removes everything that is kept of a job, finished or not, so that its rows can be published
// again. Batches that workers have under way are imported, and counted nowhere. Of a name that was not published
// it removes what a publisher has stored that was killed, or is still at it: that one's error matches [ErrTakenOver].
// See also [ErrNotFound].
func (c *Cluster) Remove(ctx context.Context, name string) error {
	m, _, _, err := c.job(ctx, name)
	if errors.Is(err, ErrNotFound) {
		return c.removeStage(ctx, name, err)
	}
	if err != nil {
		return err
	}
	if err := c.forgetStage(ctx, name); err != nil {
		return err
	}
	keys := []string{queueKey(m.Kind, name)}
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
	return c.state.purge(ctx, jobKey(name)) // last, so that it can be called again
}

// removeStage removes what a publisher has stored whose job is not there. If there is nothing, it returns an error.
func (c *Cluster) removeStage(ctx context.Context, name string, notFound error) error {
	var was stage
	revision, _, err := c.state.read(ctx, stageKey(name), &was)
	if err == nil && was.ID == "" {
		err = notFound
	}
	if err == nil {
		_, err = c.state.write(ctx, stageKey(name), stage{}, revision)
	}
	if err != nil {
		return takenOver(err)
	}
	if err := c.discard(ctx, was.ID); err != nil {
		return err
	}
	return c.forgetStage(ctx, name)
}

// forgetStage removes what the last publisher of a name has left, unless another one has begun.
func (c *Cluster) forgetStage(ctx context.Context, name string) error {
	var was stage
	revision, _, err := c.state.read(ctx, stageKey(name), &was)
	if err != nil || revision == 0 || was.ID != "" {
		return err
	}
	return c.state.purgeUpTo(ctx, stageKey(name), revision)
}
