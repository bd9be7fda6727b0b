package exporter

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"sync"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// plan is how an export is divided into parts.
type plan struct {
	Asked     int                 `json:"asked"` // Options.Parts
	BaseURL   string              `json:"base_url"`
	Workspace cuedesk.WorkspaceID `json:"workspace"` // zero: the search showed no contact
	Parts     []part              `json:"parts"`
}

// part is the contacts created in a period of time, in a file of their own.
type part struct {
	From   time.Time `json:"from,omitzero"`   // zero: without a beginning
	Before time.Time `json:"before,omitzero"` // zero: without an end
	Count  int       `json:"count,omitzero"`  // contacts, when the plan was made
	Done   bool      `json:"done,omitzero"`   // its file is complete
	Rows   int       `json:"rows,omitzero"`   // in the complete file
	Size   int64     `json:"size,omitzero"`   // of the complete file, in bytes
}

// parts returns into how many parts the export was to be divided.
func (s *saved) parts() int {
	if s.Parts == nil {
		return 1
	}
	return s.Parts.Asked
}

// exportParts reads the parts of a query side by side, each into a file as Run does, and joins the files.
func (r *run) exportParts(ctx context.Context) error {
	was := &r.file.saved
	p := &parts{run: r, plan: was.Parts}
	if was.Complete {
		r.report = Report{Rows: was.Rows, Resumed: was.Rows, Bytes: was.Size, Columns: was.Columns}
		return p.finish()
	}
	err := p.begin(ctx)
	if err == nil {
		err = p.exportAll(ctx)
	}
	if err == nil {
		err = p.join()
	}
	if err != nil {
		err = errors.Join(err, r.file.abandon())
	} else {
		err = p.finish()
	}
	r.report.Elapsed, r.report.Columns = time.Since(r.began), r.opts.Columns
	return err
}

// finish removes the parts, once the checkpoint says that they are joined, and gives the file its name.
func (p *parts) finish() error {
	p.file.saved.Complete = true
	var err error
	if !p.file.named {
		err = p.file.save(p.report.Bytes, p.report.Rows, "")
	}
	if err == nil {
		err = p.file.removeParts(len(p.plan.Parts))
	}
	if err != nil {
		return errors.Join(err, p.file.part.Close())
	}
	return p.file.finish(p.report.Bytes, p.report.Rows, "")
}

// parts is an export in parts under way.
type parts struct {
	*run

	plan *plan

	mu    sync.Mutex // guards what follows, the plan and the checkpoint
	rows  []Progress // of each part
	first error      // that ended the others
}

// begin makes a plan, or takes the one of an earlier call.
func (p *parts) begin(ctx context.Context) error {
	workspace, found, err := p.workspace(ctx)
	if err != nil {
		return err
	}
	if p.plan != nil {
		p.opts.Columns, p.opts.noCustomFields = p.file.saved.Columns, p.file.saved.Bare
		return p.sameWorkspace(workspace)
	}
	if err := chooseColumns(ctx, p.client, &p.opts); err != nil {
		return err
	}
	divided, err := p.client.Contacts.Partitions(ctx, p.opts.Query, p.opts.Parts)
	if err != nil {
		return err
	}
	p.plan = &plan{Asked: p.opts.Parts, BaseURL: p.client.BaseURL(), Workspace: workspace}
	for _, d := range divided {
		p.plan.Parts = append(p.plan.Parts, part{From: d.From, Before: d.Before, Count: d.Count})
	}
	if found && len(divided) == 1 {
		p.plan.Parts[0].Count = max(divided[0].Count, 1) // the first contact was shown
	}
	for i := range p.plan.Parts {
		if err := p.file.refusePart(i); err != nil {
			return fmt.Errorf("exporter: %w", err)
		}
	}
	p.file.saved.Parts, p.file.saved.Columns, p.file.saved.Bare = p.plan, p.opts.Columns, p.opts.noCustomFields
	return p.file.note()
}

// sameWorkspace compares the workspace with that of the plan. A search that shows nothing at
// first, or now, does not tell.
func (p *parts) sameWorkspace(workspace cuedesk.WorkspaceID) error {
	if p.plan.Workspace.IsZero() {
		p.plan.Workspace = workspace
	}
	switch {
	case p.plan.BaseURL == p.client.BaseURL() && p.plan.Workspace == workspace:
		return nil
	case p.plan.BaseURL == p.client.BaseURL() && workspace.IsZero():
		return fmt.Errorf("exporter: %w: the search shows no contact any more", cuedesk.ErrListChanged)
	}
	return fmt.Errorf("exporter: %w: what is unfinished is of another base URL or workspace", cuedesk.ErrInvalid)
}

// workspace returns that of the first contact that the query finds, or else of any, and whether it finds one.
func (p *parts) workspace(ctx context.Context) (id cuedesk.WorkspaceID, found bool, err error) {
	contact, err := p.client.Contacts.First(ctx, p.opts.Query)
	if found = err == nil; errors.Is(err, cuedesk.ErrNotFound) {
		contact, err = p.client.Contacts.First(ctx, cuedesk.Where())
	}
	switch {
	case errors.Is(err, cuedesk.ErrNotFound):
		return id, false, nil
	case err != nil:
		return id, false, err
	}
	return contact.WorkspaceID, found, nil
}

// exportAll exports the parts that are not complete. The first error ends all.
func (p *parts) exportAll(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	p.rows = make([]Progress, len(p.plan.Parts))
	var open []int
	for i, done := range p.plan.Parts {
		p.rows[i] = Progress{Rows: done.Rows, Total: done.Rows}
		p.report.Rows += done.Rows // of those that are complete
		p.report.Resumed += done.Rows
		if !done.Done {
			open = append(open, i)
		}
	}
	var exports sync.WaitGroup
	for _, i := range open { // the plan and the report are theirs from here on
		exports.Go(func() {
			if err := p.exportPart(ctx, i); err != nil {
				p.fail(err)
				stop()
			}
		})
	}
	exports.Wait()
	return p.first
}

func (p *parts) fail(err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.first == nil {
		p.first = err
	}
}

// exportPart exports one part, and notes that it is complete.
func (p *parts) exportPart(ctx context.Context, i int) error {
	o := p.opts
	o.Parts, o.Restart, o.noHeader = 1, false, true
	o.Query = o.Query.CreatedBetween(p.plan.Parts[i].From, p.plan.Parts[i].Before)
	o.counted = p.plan.Parts[i].Count
	o.Progress = func(progress Progress) { p.showPart(i, progress) }
	report, err := Run(ctx, p.client, p.file.partName(i), o)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.report.Rows += report.Rows
	p.report.Resumed += report.Resumed
	if err != nil {
		return err
	}
	done := &p.plan.Parts[i]
	done.Done, done.Rows, done.Size = true, report.Rows, report.Bytes
	return p.file.note()
}

// showPart tells the caller how far all parts are.
func (p *parts) showPart(i int, progress Progress) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.rows[i] = progress
	if p.opts.Progress == nil {
		return
	}
	all := Report{Resumed: p.report.Resumed, Elapsed: time.Since(p.began)}
	total := 0
	for _, one := range p.rows {
		all.Rows, all.Bytes, total = all.Rows+one.Rows, all.Bytes+one.Bytes, total+one.Total
	}
	p.opts.Progress(all.progress(total))
}

// join writes the parts one after the other, after the header.
func (p *parts) join() error {
	if err := p.file.part.Truncate(0); err != nil {
		return err
	}
	if _, err := p.file.part.Seek(0, io.SeekStart); err != nil {
		return err
	}
	p.out = newWriter(p.file.part, 0, p.opts)
	if p.opts.Format == CSV {
		if err := p.out.writeRecord(slices.Clone(p.opts.Columns)); err != nil {
			return err
		}
	}
	if err := p.out.flush(); err != nil {
		return err
	}
	p.report.Bytes = p.out.size
	for i := range p.plan.Parts {
		n, err := appendFile(p.file.part, p.file.partName(i))
		p.report.Bytes += n
		if err != nil {
			return err
		}
		if size := p.plan.Parts[i].Size; n != size {
			return fmt.Errorf("exporter: %w: part %d has %d bytes, and %d were complete", ErrOtherExport, i+1, n, size)
		}
	}
	return nil
}
