package importer

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// bind binds a new journal to the workspace, or checks that one to go on with is of it:
// rows must not get into two workspaces in part.
func (r *run) bind(ctx context.Context) error {
	h := &r.history
	if h.journal == nil {
		return nil
	}
	now, err := r.workspace(ctx)
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case h.resumed && !h.workspace.IsZero():
		return h.compare(now, err)
	case err != nil && !isDenied(err) && !errors.Is(err, cuedesk.ErrBadResponse):
		return fmt.Errorf("asking for the workspace: %w", err)
	}
	r.workspaceUnknown.Store(err == nil && now.IsZero())
	if h.resumed {
		return h.name(ctx, now)
	}
	h.workspace = now
	return h.start(ctx, r.opts, r.client.BaseURL())
}

// compare refuses a workspace that is not the journal's.
func (h *history) compare(now cuedesk.WorkspaceID, err error) error {
	switch {
	case err != nil:
		return fmt.Errorf("asking whether the workspace is that of the journal: %w", err)
	case now != h.workspace:
		is := "this one has the ID " + now.String()
		if now.IsZero() {
			is = "this one is empty"
		}
		return journalError("workspace", fmt.Errorf("it is of an import into workspace %s, and %s", h.workspace, is))
	}
	return nil
}

// name notes the workspace, if it is known.
func (h *history) name(ctx context.Context, id cuedesk.WorkspaceID) error {
	if id.IsZero() {
		return nil
	}
	h.workspace = id
	return h.append(ctx, record{Type: "workspace", Workspace: id})
}

// noteWorkspaceLater notes the workspace after the first import into one that was empty, in which
// nothing told which it is.
func (r *run) noteWorkspaceLater(ctx context.Context) error {
	if r.history.journal == nil || !r.workspaceUnknown.CompareAndSwap(true, false) {
		return nil
	}
	id, err := r.askWorkspace(ctx)
	if err != nil {
		return nil //nolint:nilerr // the workspace stays unknown, as it was
	}
	return r.history.name(ctx, id)
}

// maxUnreadable is how many answers may be no answers before one gives up.
const maxUnreadable = 6

// Workspace returns the workspace of a client's token; zero if the workspace has no
// contact, custom field or list. The API has no operation that returns it, so that it
// is taken from the first of these (API: "List Contacts", "List Custom Fields", "List
// Contact Lists"). While the API cannot be reached, it repeats its requests for up to
// 15 minutes, as a [Run] with a journal does.
func Workspace(ctx context.Context, client *cuedesk.Client) (cuedesk.WorkspaceID, error) {
	o, err := (&Options{}).complete()
	if err != nil {
		return cuedesk.WorkspaceID{}, err
	}
	return (&run{client: client, opts: o}).workspace(ctx)
}

// workspace asks which workspace the token is for, until the API answers.
func (r *run) workspace(ctx context.Context) (cuedesk.WorkspaceID, error) {
	if !r.opts.Workspace.IsZero() {
		return r.opts.Workspace, nil
	}
	p := patience{began: time.Now()}
	for unreadable := 0; ; {
		id, err := r.askWorkspace(ctx)
		if err == nil || ctx.Err() != nil {
			return id, err
		}
		pause, ok := p.next(&r.opts, err)
		if errors.Is(err, cuedesk.ErrBadResponse) {
			unreadable++
			pause, ok = max(pause, p.wait), unreadable < maxUnreadable
		}
		if !ok {
			return id, err
		}
		if err := rest.Sleep(ctx, pause); err != nil {
			return id, err
		}
	}
}

// askWorkspace returns the workspace of the first resource in it; zero if it is empty. The
// API has no operation that says it.
func (r *run) askWorkspace(ctx context.Context) (cuedesk.WorkspaceID, error) {
	one := cuedesk.PageOptions{Limit: 1}
	contacts, err := r.client.Contacts.List(ctx, cuedesk.ListContactsOptions{PageOptions: one})
	if err != nil {
		return cuedesk.WorkspaceID{}, err
	}
	for _, contact := range contacts.Items {
		return contact.WorkspaceID, nil
	}
	fields, err := r.client.CustomFields.List(ctx, one)
	if err != nil {
		return cuedesk.WorkspaceID{}, err
	}
	for _, field := range fields.Items {
		return field.WorkspaceID, nil
	}
	lists, err := r.client.Lists.List(ctx, cuedesk.ListListsOptions{PageOptions: one})
	if err != nil {
		return cuedesk.WorkspaceID{}, err
	}
	for _, list := range lists.Items {
		return list.WorkspaceID, nil
	}
	return cuedesk.WorkspaceID{}, nil
}

// isDenied reports whether the API has denied a request.
func isDenied(err error) bool {
	return errors.Is(err, cuedesk.ErrUnauthorized) || errors.Is(err, cuedesk.ErrForbidden)
}
