package exporter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// run is an export under way.
type run struct {
	opts        Options
	client      *cuedesk.Client
	out         *writer
	file        *target // nil: it cannot be resumed
	at          cuedesk.Position
	report      Report
	began       time.Time
	halfWritten bool // a contact was read, and not written
}

// Run writes the contacts that the options choose to a file, or continues where an
// earlier call with the same name and options ended: see the package comment (API:
// "Search Contacts", "List Contacts").
//
// Invalid options match [cuedesk.ErrInvalid], as does another base URL or workspace
// than that of the earlier call. Other errors match [ErrOtherExport], [ErrLocked] or
// [cuedesk.ErrListChanged], or are those of the API or the file system. The report is
// never nil: after an error, it says what was written, and the same call continues.
func Run(ctx context.Context, client *cuedesk.Client, name string, opts Options) (*Report, error) {
	r := &run{client: client, began: time.Now()}
	err := opts.refuseState()
	if err == nil && opts.Format == "" {
		opts.Format, err = formatFor(name, opts.Restart)
	}
	if err == nil {
		r.opts, err = opts.complete()
	}
	if err != nil {
		return &r.report, err
	}
	if r.file, err = open(name, r.opts); err != nil {
		return &r.report, err
	}
	if r.opts.Parts > 1 {
		err = r.exportParts(ctx)
		return &r.report, err
	}
	was := &r.file.saved
	r.opts.noCustomFields = r.opts.noCustomFields || was.Bare
	r.opts.Columns, r.report.Rows, r.report.Resumed = was.Columns, was.Rows, was.Rows
	r.out = newWriter(r.file.part, was.Size, r.opts)
	if !was.Complete {
		err = r.export(ctx, was.Checkpoint)
	}
	if err != nil {
		err = errors.Join(err, r.stop(), r.file.abandon())
	} else {
		r.file.saved.Columns, r.file.saved.Bare = r.out.opts.Columns, r.out.opts.noCustomFields
		err = r.file.finish(r.out.size, r.report.Rows, r.at.Checkpoint())
	}
	r.measure()
	return &r.report, err
}

// Write writes the contacts that the options choose to w, with the errors of [Run].
// Without Options.Save and Options.From it cannot continue after an error. The report
// is never nil.
func Write(ctx context.Context, client *cuedesk.Client, w io.Writer, opts Options) (*Report, error) {
	r := &run{client: client, began: time.Now()}
	var err error
	if r.opts, err = opts.complete(); err != nil {
		return &r.report, err
	}
	if r.opts.Parts > 1 {
		return &r.report, fmt.Errorf("exporter: %w: Parts need a file: see Run", cuedesk.ErrInvalid)
	}
	var from WriteState
	if opts.From != nil {
		from = *opts.From
	}
	r.resume(from)
	r.out = newWriter(w, from.Bytes, r.opts)
	if err = r.export(ctx, from.Checkpoint); err != nil && r.opts.Save != nil {
		err = errors.Join(err, r.stop())
	}
	r.measure()
	return &r.report, err
}

// export writes the header, unless it is there, and the contacts.
func (r *run) export(ctx context.Context, from cuedesk.Checkpoint) error {
	if err := r.checkList(ctx); err != nil {
		return err
	}
	if r.out.size == 0 {
		if err := r.out.begin(ctx, r.client); err != nil {
			return err
		}
	}
	saved := time.Now()
	for contact, err := range r.contacts(ctx, from) {
		if err == nil {
			err = r.confirmBare(ctx, contact)
		}
		if err == nil {
			err = r.out.write(contact)
			r.halfWritten = err != nil
		}
		if err != nil {
			return err
		}
		if r.report.Rows++; time.Since(saved) >= r.opts.Every {
			if err := r.save(); err != nil {
				return err
			}
			saved = time.Now()
		}
	}
	if err := r.confirmEmpty(ctx); err != nil {
		return err
	}
	err := r.out.flush()
	r.show()
	return err
}

// checkList compares how many contacts the list has with its members: an API that does not
// apply the filter gives everybody.
func (r *run) checkList(ctx context.Context) error {
	if r.opts.ListID.IsZero() {
		return nil
	}
	one := cuedesk.PageOptions{Limit: 1}
	chosen, err := r.client.Contacts.List(ctx, cuedesk.ListContactsOptions{PageOptions: one, ListID: r.opts.ListID})
	if err != nil {
		return err
	}
	list := cuedesk.ListMembersOptions{PageOptions: one, IncludeArchived: true}
	members, err := r.client.Lists.Contacts(ctx, r.opts.ListID, list)
	if err != nil {
		return err
	}
	if r.opts.counted = max(chosen.Total, members.Total); chosen.Total <= members.Total {
		return nil
	}
	all, err := r.client.Contacts.List(ctx, cuedesk.ListContactsOptions{PageOptions: one})
	if err == nil && all.Total == 0 {
		err = fmt.Errorf("exporter: %w: the list has contacts, and the workspace none", cuedesk.ErrListChanged)
	}
	if err == nil && chosen.Total >= all.Total {
		err = fmt.Errorf("exporter: %w: the API gives all contacts in place of those of the list", cuedesk.ErrBadResponse)
	}
	return err
}

// contacts are those that the options choose.
func (r *run) contacts(ctx context.Context, from cuedesk.Checkpoint) iter.Seq2[*cuedesk.Contact, error] {
	read := append(slices.Clone(r.opts.Read), cuedesk.WithPosition(&r.at), cuedesk.ResumeFrom(from))
	if list := r.opts.ListID; !list.IsZero() {
		return r.client.Contacts.All(ctx, cuedesk.ListContactsOptions{ListID: list}, read...)
	}
	return r.client.Contacts.Scan(ctx, r.opts.Query, read...)
}

// save makes what was written so far survive a crash.
func (r *run) save() error {
	if err := r.out.flush(); err != nil {
		return err
	}
	if r.file != nil {
		r.file.saved.Columns, r.file.saved.Bare = r.out.opts.Columns, r.out.opts.noCustomFields
		if err := r.file.save(r.out.size, r.report.Rows, r.at.Checkpoint()); err != nil {
			return err
		}
	}
	if r.opts.Save != nil {
		if err := r.opts.Save(r.state()); err != nil {
			return err
		}
	}
	r.show()
	return nil
}

// stop saves what an export that failed has written, if that is more than before and
// all of what was read.
func (r *run) stop() error {
	if r.halfWritten || r.report.Rows == r.report.Resumed {
		return nil
	}
	return r.save()
}

// measure fills in what was written.
func (r *run) measure() {
	r.report.Elapsed = time.Since(r.began)
	if r.out != nil {
		r.report.Bytes, r.report.Columns = r.out.size, r.out.opts.Columns
	}
}

// show tells the caller how far it is.
func (r *run) show() {
	if r.opts.Progress != nil {
		r.measure()
		r.opts.Progress(r.report.progress(r.at.Total()))
	}
}
