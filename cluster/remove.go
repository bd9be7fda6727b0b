package cluster

import "context"

// Remove removes everything that is kept of a job, finished or not, so that its rows can be published
// again. Batches that workers have under way are imported, and counted nowhere; see [ErrNotFound].
func (c *Cluster) Remove(ctx context.Context, name string) error {
	m, _, _, err := c.job(ctx, name)
	if err != nil {
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
