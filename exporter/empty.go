package exporter

import (
	"context"
	"fmt"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/walk"
)

// confirmEmpty makes sure that there is nothing to export where nothing came, although
// contacts were counted.
func (r *run) confirmEmpty(ctx context.Context) error {
	if r.report.Rows > 0 || r.opts.counted == 0 {
		return nil
	}
	shows := func(q cuedesk.Query, list cuedesk.ListID) func(context.Context) (bool, error) {
		return func(ctx context.Context) (bool, error) {
			n, err := r.count(ctx, q, list)
			return n > 0, err
		}
	}
	nothing, err := walk.Confirm(ctx, shows(cuedesk.Where(), cuedesk.ListID{}), shows(r.opts.Query, r.opts.ListID))
	if err == nil && !nothing {
		err = fmt.Errorf("exporter: %w: no contact came, and %d were counted", cuedesk.ErrListChanged, r.opts.counted)
	}
	return err
}

// count counts contacts as they are read: those of a list by the listing.
func (r *run) count(ctx context.Context, q cuedesk.Query, list cuedesk.ListID) (int, error) {
	if r.opts.ListID.IsZero() {
		return r.client.Contacts.Count(ctx, q)
	}
	one := cuedesk.ListContactsOptions{PageOptions: cuedesk.PageOptions{Limit: 1}, ListID: list}
	page, err := r.client.Contacts.List(ctx, one)
	if err != nil {
		return 0, err
	}
	return page.Total, nil
}

// confirmBare looks again whether there are custom fields, where none was there for a column
// and a contact has one.
func (r *run) confirmBare(ctx context.Context, contact *cuedesk.Contact) error {
	if !r.out.opts.noCustomFields || contact.CustomFields.Len() == 0 {
		return nil
	}
	fields, err := r.client.CustomFields.List(ctx, cuedesk.PageOptions{Limit: 1})
	if err != nil {
		return err
	}
	if len(fields.Items)+fields.Total > 0 {
		return fmt.Errorf("exporter: %w: there was no custom field at first, and now there is; "+
			"Options.Restart chooses the columns anew", cuedesk.ErrListChanged)
	}
	r.out.opts.noCustomFields = false
	return nil
}
