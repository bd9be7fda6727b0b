package main

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// createReport creates the file, which must not be there yet.
func createReport(path string) (io.WriteCloser, error) {
	if path == "" {
		return nopCloser{io.Discard}, nil
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // the user's own path
	switch {
	case errors.Is(err, fs.ErrExist):
		return nil, fmt.Errorf("-report: %s exists already; name another file", path)
	case err != nil:
		return nil, fmt.Errorf("-report: %w", err)
	}
	return file, nil
}

// nopCloser stands for the report where none was asked for.
type nopCloser struct{ io.Writer }

// Close does nothing.
func (nopCloser) Close() error { return nil }

// writeReport writes what became of each contact of the source, one a line.
func writeReport(file io.Writer, everybody []*person, dryRun bool) error {
	rows := [][]string{{"source_id", "outcome", "cuedesk_id", "duplicate_of", "reason", "missing", "remarks"}}
	for _, p := range everybody {
		rows = append(rows, p.row(dryRun))
	}
	if err := csv.NewWriter(file).WriteAll(rows); err != nil {
		return fmt.Errorf("the report is not complete: %w", err)
	}
	return nil
}

// row is the person's line of the report. What a duplicate lacks is what its
// primary lacks.
func (p *person) row(dryRun bool) []string {
	head := p.primary()
	outcome := string(p.outcome())
	if dryRun && p.isMoved() {
		outcome = "would be " + outcome
	}
	remarks := p.remarks
	if p.hasOtherName {
		remarks = append(remarks, "the same e-mail address, but another name")
	}
	row := []string{p.id, outcome, "", "", p.reason(), strings.Join(head.incomplete, "; "), strings.Join(remarks, "; ")}
	if c := cmp.Or(head.after, head.before); c != nil {
		row[2] = c.id.String()
	}
	if p.sameAs != nil {
		row[3] = p.sameAs.id
	}
	if len(p.concerned) > 0 {
		row[4] += ": " + p.aboutText()
	}
	return row
}
