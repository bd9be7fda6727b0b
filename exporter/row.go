package exporter

import (
	"bufio"
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/cell"
)

// writer writes rows, and counts their bytes.
type writer struct {
	opts Options
	out  *bufio.Writer
	csv  *csv.Writer // writes to out
	size int64       // of what was flushed, and of what was there before
}

// newWriter returns a writer to something that has size bytes already.
func newWriter(to io.Writer, size int64, o Options) *writer {
	w := &writer{opts: o, size: size}
	w.out = bufio.NewWriterSize(countingWriter{to, &w.size}, 64<<10)
	w.csv = csv.NewWriter(w.out)
	return w
}

// countingWriter counts the bytes that it passes on.
type countingWriter struct {
	to   io.Writer
	size *int64
}

func (c countingWriter) Write(b []byte) (int, error) {
	n, err := c.to.Write(b)
	*c.size += int64(n)
	return n, err
}

// flush writes what is buffered.
func (w *writer) flush() error {
	w.csv.Flush()
	if err := w.csv.Error(); err != nil {
		return err
	}
	return w.out.Flush()
}

// begin chooses the columns of CSV, and writes the header.
func (w *writer) begin(ctx context.Context, client *cuedesk.Client) error {
	if w.opts.Format != CSV {
		return nil
	}
	if err := chooseColumns(ctx, client, &w.opts); err != nil || w.opts.noHeader {
		return err
	}
	return w.writeRecord(slices.Clone(w.opts.Columns))
}

// chooseColumns makes all members and custom fields the columns of CSV, unless some are chosen.
func chooseColumns(ctx context.Context, client *cuedesk.Client, o *Options) error {
	if o.Columns != nil || o.Format != CSV {
		return nil
	}
	columns := slices.Clone(members)
	for field, err := range client.CustomFields.All(ctx, cuedesk.PageOptions{}) {
		if err != nil {
			return err
		}
		columns = append(columns, customPrefix+field.FieldKey)
	}
	o.Columns, o.noCustomFields = columns, len(columns) == len(members)
	return nil
}

// write writes a contact.
func (w *writer) write(contact *cuedesk.Contact) error {
	line, err := json.Marshal(contact)
	if err != nil {
		return fmt.Errorf("exporter: contact %s: %w", contact.ID, err)
	}
	if w.opts.Format == NDJSON {
		_, err := w.out.WriteString(w.clean(string(line)) + "\n")
		return err
	}
	var values map[string]cuedesk.Value
	if err := json.Unmarshal(line, &values); err != nil {
		return fmt.Errorf("exporter: contact %s: %w", contact.ID, err)
	}
	for key, value := range contact.CustomFields.All() {
		values[customPrefix+key] = value
	}
	cells := make([]string, len(w.opts.Columns))
	for n, column := range w.opts.Columns {
		cells[n] = values[column].String()
	}
	return w.writeRecord(cells)
}

// controls are what controls a terminal.
var controls = regexp.MustCompile(`[^\P{C}\n]`)

// writeRecord writes a line of CSV, whose cells it changes.
func (w *writer) writeRecord(cells []string) error {
	for n, text := range cells {
		if !w.opts.RawCells {
			text = cell.Safe(text)
		}
		cells[n] = w.clean(text)
	}
	if len(cells) == 1 && cells[0] == "" {
		return w.writeEmpty()
	}
	return w.csv.Write(cells)
}

// writeEmpty writes a record of one empty cell: as an empty line, readers of CSV would skip it.
func (w *writer) writeEmpty() error {
	w.csv.Flush()
	_, err := w.out.WriteString("\"\"\n")
	return errors.Join(w.csv.Error(), err)
}

// clean returns text for the output.
func (w *writer) clean(text string) string {
	if w.opts.Printable {
		return controls.ReplaceAllString(text, "\uFFFD")
	}
	return text
}
