package cluster

import (
	"context"
	"errors"
	"fmt"
)

// Resume puts a job that was set aside at the end of the queue, so that its remaining
// batches are tried again. Call it when the reason is gone: see [Report.Err]. If no lane
// of the job was set aside, it does nothing. While workers hold other lanes of the job,
// the error matches [ErrBusy]; if there is no such job, [ErrNotFound].
func (c *Cluster) Resume(ctx context.Context, name string) error {
	m, _, _, err := c.job(ctx, name)
	if err != nil {
		return err
	}
	key := queueKey(m.Kind, name)
	_, order, _, err := c.state.get(ctx, key)
	if err != nil {
		return err
	}
	report, err := c.Report(ctx, name)
	switch {
	case err != nil || report.IsFinished():
		return err
	case order > 0 && !report.Aside && report.hasStopped():
		return fmt.Errorf("cluster: %w: %q", ErrBusy, name)
	case order > 0 && !report.Aside:
		return nil
	}
	if order > 0 { // no worker has seen yet that it is to leave the queue
		if err := c.setAside(ctx, queued{m, order}); err != nil {
			return err
		}
	}
	for lane := range m.Lanes {
		if err := c.restart(ctx, laneKey(m.ID, lane)); err != nil {
			return err
		}
	}
	return c.queueAgain(ctx, m)
}

// queueAgain puts a job into the queue, unless it was removed.
func (c *Cluster) queueAgain(ctx context.Context, m manifest) error {
	order, err := c.state.put(ctx, queueKey(m.Kind, m.Name), []byte(m.ID), 0, 0)
	switch {
	case errors.Is(err, errConflict): // another one has just done so
		return nil
	case err != nil:
		return err
	}
	now, _, _, err := c.job(ctx, m.Name)
	if errors.Is(err, ErrNotFound) || err == nil && now.ID != m.ID {
		err = fmt.Errorf("cluster: %w: %q", ErrNotFound, m.Name)
		return errors.Join(err, c.setAside(ctx, queued{m, order}))
	}
	return err
}

// restart lets a lane be taken again.
func (c *Cluster) restart(ctx context.Context, key string) error {
	var state laneState
	revision, _, err := c.state.read(ctx, key, &state)
	if err != nil || state.Stopped == "" {
		return err
	}
	state.Stopped = ""
	_, err = c.state.write(ctx, key, state, revision)
	return err
}

// hasStopped reports whether a lane was set aside.
func (r *Report) hasStopped() bool {
	for _, lane := range r.Lanes {
		if lane.Stopped != "" {
			return true
		}
	}
	return false
}
