package cluster

import "context"

// Remove removes everything that is kept of a job, finished or not, so that its rows can be published
// again. Batches that workers have under way are imported, and counted nowhere; see [ErrNotFound].
func (c *Cluster) Remove(ctx context.Context, name string) error {
	m, _, _, err := c.job(ctx, name)
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

// forgetStage removes what the last publisher of a name has left, unless another one has begun.
func (c *Cluster) forgetStage(ctx context.Context, name string) error {
	var was stage
	revision, _, err := c.state.read(ctx, stageKey(name), &was)
	if err != nil || revision == 0 || was.ID != "" {
		return err
	}
	return c.state.purgeUpTo(ctx, stageKey(name), revision)
}
