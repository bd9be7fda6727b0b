package exporter

import (
	"fmt"

	"github.com/cuedesk/cuedesk-go"
)

// WriteState is how far a call of [Write] is: see Options.Save. As JSON it can be kept. It holds no
// personal data.
type WriteState struct {
	Rows       int                `json:"rows"`             // contacts written
	Bytes      int64              `json:"bytes"`            // of these, the header included
	Columns    []string           `json:"columns,omitzero"` // of CSV
	Bare       bool               `json:"bare,omitzero"`    // no custom field was there to be one of them
	Checkpoint cuedesk.Checkpoint `json:"checkpoint"`       // where to go on reading
}

// state returns how far the export is.
func (r *run) state() WriteState {
	return WriteState{r.report.Rows, r.out.size, r.out.opts.Columns, r.out.opts.bare, r.at.Checkpoint()}
}

// resume takes over how far an earlier call of Write was.
func (r *run) resume(was WriteState) {
	if was.Bytes == 0 {
		return
	}
	r.opts.Columns, r.opts.bare = was.Columns, r.opts.bare || was.Bare
	r.report.Rows, r.report.Resumed = was.Rows, was.Rows
}

// refuseState refuses the options of Write for a file, which has a checkpoint beside it.
func (o Options) refuseState() error {
	if o.Save == nil && o.From == nil {
		return nil
	}
	return fmt.Errorf("exporter: %w: Save and From are for Write", cuedesk.ErrInvalid)
}
