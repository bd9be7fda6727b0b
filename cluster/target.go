package cluster

import (
	"context"
	"errors"
	"fmt"
	"maps"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/importer"
)

// errWorkspaceUnknown: the worker does not know which workspace its token is for.
var errWorkspaceUnknown = errors.New("asking for the workspace")

// target is where a job's contacts are: the first worker says it, or who publishes an export.
type target struct {
	BaseURL   string              `json:"base_url"`
	Workspace cuedesk.WorkspaceID `json:"workspace,omitzero"` // zero: not known yet
}

// bind binds a job to the workspace of a client, or refuses one that is of another. It returns the workspace; zero:
// it is not known.
func (c *Cluster) bind(
	ctx context.Context, id, baseURL string, ask func(context.Context) (cuedesk.WorkspaceID, error),
) (cuedesk.WorkspaceID, error) {
	for {
		var was target
		revision, _, err := c.state.read(ctx, targetKey(id), &was)
		if err != nil {
			return was.Workspace, err
		}
		if revision > 0 && was.BaseURL != baseURL {
			return was.Workspace, fmt.Errorf("cluster: %w: its base URL is %s", ErrOtherWorkspace, was.BaseURL)
		}
		now, err := ask(ctx) // after the job's was read: what is empty now was empty then
		denied := isDenied(err)
		switch {
		case err != nil && !denied:
			return was.Workspace, fmt.Errorf("cluster: %w: %w", errWorkspaceUnknown, err)
		case revision > 0 && (denied || was.Workspace == now): // denied: not known, as in package importer
			return now, nil
		case !was.Workspace.IsZero():
			return now, fmt.Errorf("cluster: %w: it is %s", ErrOtherWorkspace, was.Workspace)
		}
		if _, err = c.state.write(ctx, targetKey(id), target{baseURL, now}, revision); !errors.Is(err, errConflict) {
			return now, err
		}
	}
}

// Bind binds a job to the workspace of a client, as its first worker does otherwise. If
// the job is bound to another workspace, the error matches [ErrOtherWorkspace]. Call it
// after [Cluster.Publish]; call it also for a job that was published before, because a
// finished job has no worker that would find this out.
//
// The ID of an empty workspace is not known (see [importer.Workspace]): until there is a
// contact in it, only its base URL is compared. If the token may not read contacts and
// the workspace of the job is known, Bind returns the API's error. If there is no such
// job, the error matches [ErrNotFound].
func (c *Cluster) Bind(ctx context.Context, client *cuedesk.Client, name string) error {
	m, _, _, err := c.job(ctx, name)
	if err != nil {
		return err
	}
	var denied error
	_, err = c.bind(ctx, m.ID, client.BaseURL(), func(ctx context.Context) (cuedesk.WorkspaceID, error) {
		id, err := importer.Workspace(ctx, client)
		if isDenied(err) {
			denied = fmt.Errorf("cluster: %w: %w", errWorkspaceUnknown, err)
		}
		return id, err
	})
	if err != nil || denied == nil {
		return err
	}
	var is target
	if _, _, err := c.state.read(ctx, targetKey(m.ID), &is); err != nil || is.Workspace.IsZero() {
		return err
	}
	return denied
}

// isDenied reports whether the API has denied a request.
func isDenied(err error) bool {
	return errors.Is(err, cuedesk.ErrUnauthorized) || errors.Is(err, cuedesk.ErrForbidden)
}

// bind binds the job of a lane to the worker's workspace, unless that was done before.
func (w *worker) bind(l *lease) error {
	w.binding.Lock()
	defer w.binding.Unlock()
	if w.bound[l.job.ID] {
		return nil
	}
	id, err := w.c.bind(l.requests(), l.job.ID, w.client.BaseURL(), w.fetchWorkspace)
	if err == nil && !id.IsZero() {
		w.bound[l.job.ID] = true
	}
	return err
}

// unbind forgets jobs that are not in the queue.
func (w *worker) unbind(known map[string]manifest) {
	w.binding.Lock()
	defer w.binding.Unlock()
	maps.DeleteFunc(w.bound, func(id string, _ bool) bool { return known[id].ID == "" })
}

// knownWorkspace returns the workspace of the worker's token; zero: it is not known.
func (w *worker) knownWorkspace() cuedesk.WorkspaceID {
	w.binding.Lock()
	defer w.binding.Unlock()
	return w.workspace
}

// fetchWorkspace returns the workspace of the worker's token, which is asked for until there is something in it.
func (w *worker) fetchWorkspace(ctx context.Context) (cuedesk.WorkspaceID, error) {
	if !w.workspace.IsZero() {
		return w.workspace, nil
	}
	id, err := importer.Workspace(ctx, w.client)
	if err == nil {
		w.workspace = id
	}
	return id, err
}
