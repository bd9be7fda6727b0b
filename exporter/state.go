package exporter

import (
	"fmt"

	"github.com/cuedesk/cuedesk-go"
)

// WriteState is how far a call of [Write] is: see Options.Save. Keep it as JSON. It
// holds no personal data.
type WriteState struct {
	Rows       int                `json:"rows"`             // contacts written
	Bytes      int64              `json:"bytes"`            // size of the header and these contacts
	Columns    []string           `json:"columns,omitzero"` // the columns of CSV
	Bare       bool               `json:"bare,omitzero"`    // no custom field when Columns were chosen
	Checkpoint cuedesk.Checkpoint `json:"checkpoint"`       // where reading continues
}

// state returns how far the export is.
func (r *run) state() WriteState {
	return WriteState{r.report.Rows, r.out.size, r.out.opts.Columns, r.out.opts.noCustomFields, r.at.Checkpoint()}
}

// resume takes over how far an earlier call of Write was.
func (r *run) resume(was WriteState) {
	if was.Bytes == 0 {
		return
	}
	r.opts.Columns, r.opts.noCustomFields = was.Columns, r.opts.noCustomFields || was.Bare
	r.report.Rows, r.report.Resumed = was.Rows, was.Rows
}

// refuseState refuses the options of Write for a file, which has a checkpoint beside it.
func (o Options) refuseState() error {
	if o.Save == nil && o.From == nil {
		return nil
	}
	return fmt.Errorf("exporter: %w: Save and From are for Write", cuedesk.ErrInvalid)
}
