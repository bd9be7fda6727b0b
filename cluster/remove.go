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

// removeJob removes what is kept of a job. Others may remove it, too, and publish another one of its name then.
func (c *Cluster) removeJob(ctx context.Context, m manifest) error {
	for {
		keys, at, err := c.named(ctx, m)
		if err != nil || at == 0 {
			return err
		}
		for _, key := range keys {
			if err := c.state.purgeUpTo(ctx, key.key, key.at); err != nil {
				return err
			}
		}
		if err := c.discard(ctx, m.ID); err != nil {
			return err
		}
		if err := c.state.purgeUpTo(ctx, jobKey(m.Name), at); err != nil { // last, so that it can be called again
			return err
		}
	}
}

// named returns keys that are of a job by its name or its rows, and then the revision of the job; 0: it is not there.
func (c *Cluster) named(ctx context.Context, m manifest) (keys []write, at uint64, err error) {
	own := map[string]string{queueKey(m.Kind, m.Name): m.ID}
	if m.Digest != "" {
		own[digestKey(m.Digest)] = m.Name
	}
	for key, value := range own {
		data, at, _, err := c.state.get(ctx, key)
		if err != nil {
			return nil, 0, err
		}
		if at > 0 && string(data) == value {
			keys = append(keys, write{key: key, at: at})
		}
	}
	now, at, _, err := c.job(ctx, m.Name)
	if errors.Is(err, ErrNotFound) || err == nil && now.ID != m.ID {
		return nil, 0, nil
	}
	return keys, at, err
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
