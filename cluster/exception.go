package cluster

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/importer"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Exception is a row that is not in the workspace. It has no values of the row: find
// these in the source by the line.
type Exception struct {
	Line     int              `json:"line"`             // line of the row
	State    importer.State   `json:"state"`            // never one for which IsIn is true
	Reason   importer.Reason  `json:"reason"`           // why it is in that state
	Repeats  int              `json:"repeats,omitzero"` // the line of the row that a duplicate repeats
	Fields   []string         `json:"fields,omitzero"`  // the names of the fields that are wrong, at most 3
	ImportID cuedesk.ImportID `json:"import,omitzero"`  // its last import; zero: not known
}

// How much of a field's name is kept.
const (
	maxFields    = 3
	maxFieldName = 64
)

func newException(r importer.Result) Exception {
	e := Exception{Line: r.Row.Line, State: r.State, Reason: r.Reason, Repeats: r.Repeats, ImportID: r.ImportID}
	for _, f := range r.Fields[:min(len(r.Fields), maxFields)] {
		e.Fields = append(e.Fields, cut(f.Field, maxFieldName))
	}
	return e
}

// cut returns what a text begins with, of at most n bytes, and as JSON can have it without making it much longer.
func cut(text string, n int) string {
	text = rest.Printable(text)
	return strings.ToValidUTF8(text[:min(len(text), n)], "")
}

// Result returns the exception as a result of package importer, without the values of
// the row.
func (e Exception) Result() importer.Result {
	r := importer.Result{
		Row: importer.Row{Line: e.Line}, State: e.State, Reason: e.Reason, Repeats: e.Repeats, ImportID: e.ImportID,
	}
	for _, field := range e.Fields {
		r.Fields = append(r.Fields, cuedesk.FieldError{Type: "value", In: "body", Field: field})
	}
	return r
}

// Exceptions iterates over the rows of an import that are not in the workspace, batch by
// batch. Before the import is finished, these are the rows of the batches that are done.
// An error ends the iteration; if there is no such job, it matches [ErrNotFound].
func (c *Cluster) Exceptions(ctx context.Context, name string) iter.Seq2[Exception, error] {
	return func(yield func(Exception, error) bool) {
		m, _, _, err := c.job(ctx, name)
		var keys []string
		if err == nil {
			keys, err = c.state.keys(ctx, "result."+m.ID+".>")
		}
		if err != nil {
			yield(Exception{}, err)
			return
		}
		byLength(keys)
		for _, key := range keys {
			var batch []Exception
			revision, _, err := c.state.read(ctx, key, &batch)
			if err == nil && revision == 0 {
				err = fmt.Errorf("%w: %q was removed", ErrNotFound, name)
			}
			if err != nil {
				yield(Exception{}, fmt.Errorf("cluster: exceptions: %w", err))
				return
			}
			for _, e := range batch {
				if !yield(e, nil) {
					return
				}
			}
		}
	}
}
