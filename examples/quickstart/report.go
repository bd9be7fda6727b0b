package main

import (
	"fmt"
	"strconv"
)

// sheet says what the file has in it, and what of it cannot be used as it is.
func (p *printer) sheet(s *sheet) {
	p.line("\nReading %s: %d rows", s.name, len(s.rows))
	if len(s.unknown) > 0 {
		p.wrap("  columns that are not known, and not imported:", s.unknown)
	}
	var tidied []string
	for _, col := range columns {
		if n := s.tidied[col.name]; n > 0 {
			tidied = append(tidied, fmt.Sprintf("%s %d", col.name, n))
		}
	}
	if len(tidied) > 0 {
		p.wrap("  respelled without a change of meaning:", tidied)
	}
	for _, col := range columns {
		p.findings(col.name+" read as:", s.findings, func(f finding) bool { return f.column == col.name && f.readAs != "" })
	}
	for _, col := range columns {
		p.findings(col.name+" left out, not "+col.refusal+":", s.findings, func(f finding) bool {
			return f.column == col.name && f.readAs == ""
		})
	}
	if n := notes(s.rows); n > 0 {
		p.line("  %d rows have notes, of which one is added below to show how; the others are not imported", n)
	}
}

// findings writes the findings that are wanted.
func (p *printer) findings(label string, all []finding, wanted func(finding) bool) {
	var items []string
	for _, f := range all {
		if wanted(f) {
			items = append(items, f.String())
		}
	}
	if len(items) > 0 {
		p.wrap("  "+label, items)
	}
}

// String says what was found where.
func (f finding) String() string {
	if f.readAs == "" {
		return fmt.Sprintf("%q (line %d)", f.text, f.line)
	}
	return fmt.Sprintf("%q as %s (line %d)", f.text, f.readAs, f.line)
}

func notes(rows []*row) int {
	n := 0
	for _, r := range rows {
		if r.note != "" {
			n++
		}
	}
	return n
}

// result says what became of every row.
func (p *printer) result(s *sheet, res *result) {
	p.line("\nSummary")
	p.line("    %5d rows in the file", res.rows)
	p.line("  = %5d created or updated", res.created)
	p.line("  + %5d failed", res.failed)
	p.line("  + %5d duplicates of other rows", res.duplicates)
	p.line("The list has %d contacts; %d of them are not from this file.", res.members, res.others)
	p.rows("Failed", s.rows, func(r *row) string { return r.failed })
	if res.unnamed > 0 {
		p.line("  %d more: their contacts are in the list from before, and the API does not say which failed", res.unnamed)
	}
	p.rows("Duplicates", s.rows, func(r *row) string { return r.duplicate })
}

// rows names rows by their lines, those with the same reason together.
func (p *printer) rows(title string, rows []*row, reason func(*row) string) {
	var order []string
	lines := map[string][]string{}
	for _, r := range rows {
		why := reason(r)
		if why == "" {
			continue
		}
		if lines[why] == nil {
			order = append(order, why)
		}
		lines[why] = append(lines[why], strconv.Itoa(r.line))
	}
	if len(order) > 0 {
		p.line("%s", title)
	}
	for _, why := range order {
		word := "line "
		if len(lines[why]) > 1 {
			word = "lines "
		}
		lines[why][0] = word + lines[why][0]
		p.wrap("  "+why+":", lines[why])
	}
}
