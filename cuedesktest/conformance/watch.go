package conformance

import (
	"context"
	"errors"
	"slices"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// do imports, and watches the import until its end.
func (im *importing) do(ctx context.Context, in cuedesk.BulkCreate) *cuedesk.Import {
	job, err := im.client.Bulk.Create(ctx, in)
	im.mustSucceed(createBulk, err)
	watch := &importWatcher{importing: im, rows: len(in.Contacts)}
	end, err := job.Wait(ctx, cuedesk.WithPollInterval(20*time.Millisecond, 2*time.Second),
		cuedesk.WithStallTimeout(im.Patience), cuedesk.WithProgress(watch.check))
	if !errors.Is(err, cuedesk.ErrImportFailed) {
		im.mustSucceed(bulkStatus, err)
	}
	same(im.suite, bulkStatus, "contact_import_uuid", end.ID, job.ID)
	im.answer(ctx, bulkStatus, statusOperation, nil, []string{"contact_import_uuid", "status", "summary"}, job.ID)
	return end
}

// importWatcher sees an import on its way.
type importWatcher struct {
	*importing

	rows int
	last cuedesk.Import
}

// importStages are the documented statuses in their order.
var importStages = []cuedesk.ImportStatus{cuedesk.ImportPending, cuedesk.ImportProcessing, cuedesk.ImportCompleted}

// check checks the statuses on the way. The documentation does not say that status and counts only go forward.
func (w *importWatcher) check(now *cuedesk.Import) {
	stage, before := slices.Index(importStages, now.Status), slices.Index(importStages, w.last.Status)
	switch {
	case stage < 0 && now.Status != cuedesk.ImportFailed:
		w.reportDifference(bulkStatus, "status: got %q, which is not documented", now.Status)
	case w.Strict && stage >= 0 && stage < before:
		w.reportDifference(bulkStatus, "status: got %q after %q", now.Status, w.last.Status)
	case w.Strict && (now.Summary.Created < w.last.Summary.Created || now.Summary.Failed < w.last.Summary.Failed):
		w.reportDifference(bulkStatus, "summary: the counts went back from %+v to %+v", w.last.Summary, now.Summary)
	case now.Summary.Created+now.Summary.Failed > w.rows:
		w.reportDifference(bulkStatus, "summary: more rows than there are: %+v of %d", now.Summary, w.rows)
	}
	w.last = *now
}
