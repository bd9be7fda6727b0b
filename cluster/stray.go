package cluster

import (
	"context"
	"errors"
	"strings"
)

// The kinds of keys that a job has by its ID.
var jobKinds = []string{"lane", "result", "lines", "journal", "target"}

// discard removes everything that was stored under an ID.
func (c *Cluster) discard(ctx context.Context, id string) error {
	var errs []error
	for _, end := range []string{id, storedParts + id} {
		errs = append(errs, c.purge(ctx, c.work, c.workSubject(end+".>")))
	}
	for _, kind := range jobKinds {
		errs = append(errs, c.state.purge(ctx, kind+"."+id+".>"))
	}
	return errors.Join(errs...)
}

// discardStrays removes what is of no job and of no publisher: a publisher has stored it when another one had begun, or
// a worker when the job was removed, and was killed then.
func (c *Cluster) discardStrays(ctx context.Context) error {
	strays, err := c.storedIDs(ctx)
	if err != nil {
		return err
	}
	// Read after that, and stages first: who had stored something was a publisher then, or is one, or its job is there.
	for _, pattern := range []string{stageKey("*"), jobKey("*")} {
		if err := c.deleteIDs(ctx, pattern, strays); err != nil {
			return err
		}
	}
	for id := range strays {
		if err := c.discard(ctx, id); err != nil {
			return err
		}
	}
	return nil
}

// storedIDs returns the IDs under which something is stored.
func (c *Cluster) storedIDs(ctx context.Context) (map[string]bool, error) {
	subjects, err := c.subjects(ctx, c.workSubject(">"))
	if err != nil {
		return nil, err
	}
	ids := map[string]bool{}
	for _, subject := range subjects {
		end := strings.TrimPrefix(strings.TrimPrefix(subject, c.workSubject("")), storedParts)
		ids[strings.Split(end, ".")[0]] = true
	}
	for _, kind := range jobKinds {
		keys, err := c.state.keys(ctx, kind+".>")
		if err != nil {
			return nil, err
		}
		for _, key := range keys {
			ids[strings.Split(key, ".")[1]] = true
		}
	}
	return ids, nil
}

// deleteIDs takes the IDs that jobs or publishers have out of a set.
func (c *Cluster) deleteIDs(ctx context.Context, pattern string, ids map[string]bool) error {
	keys, err := c.state.keys(ctx, pattern)
	if err != nil {
		return err
	}
	for _, key := range keys {
		var has stage
		if _, _, err := c.state.read(ctx, key, &has); err != nil {
			return err
		}
		delete(ids, has.ID)
	}
	return nil
}

// dropRemoved removes what a worker has stored of a job since that was removed, and reports whether it was.
func (c *Cluster) dropRemoved(ctx context.Context, job manifest) bool {
	ctx, stop := context.WithTimeout(context.WithoutCancel(ctx), c.opts.Timeout)
	defer stop()
	now, _, _, err := c.job(ctx, job.Name)
	removed := errors.Is(err, ErrNotFound) || err == nil && now.ID != job.ID
	if removed {
		_ = c.discard(ctx, job.ID) // or it is a stray
	}
	return removed
}
