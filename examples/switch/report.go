package main

import (
	"encoding/csv"
	"errors"
	"os"
	"strings"
)

// result says what became of everybody.
func (p *printer) result(m *mover, res *result) {
	p.line("\nReconciliation")
	p.line("    %5d contacts in %s", len(m.everybody), m.from.name)
	p.line("  = %5d created in Cuedesk", res.counts[created])
	p.line("  + %5d updated: they were in Cuedesk before", res.counts[updated])
	p.line("  + %5d not moved", res.counts[failed])
	p.line("  + %5d duplicates of other contacts, to which their tags and notes went", res.counts[duplicate])
	if res.others != 0 {
		p.line("Meanwhile %d contacts were added to Cuedesk that are not from this move.", res.others)
	}
	p.people("Not moved", m.everybody, -1, func(who *person) (reason, item string) {
		if who.outcome() == failed {
			reason = who.failed
		}
		return reason, who.label()
	})
	p.people("Moved, but not with everything", m.everybody, -1, func(who *person) (reason, item string) {
		return strings.Join(who.loose, "; "), who.label()
	})
	p.people("Duplicates", m.everybody, 5, func(who *person) (reason, item string) {
		if who.sameAs == nil {
			return "", ""
		}
		return "same e-mail address", who.label() + " as " + who.sameAs.label()
	})
}

// people names people, those with the same reason together, and of each reason so
// many at most.
func (p *printer) people(title string, everybody []*person, most int, why func(*person) (reason, item string)) {
	var order []string
	items := map[string][]string{}
	for _, who := range everybody {
		reason, item := why(who)
		if reason == "" {
			continue
		}
		if items[reason] == nil {
			order = append(order, reason)
		}
		items[reason] = append(items[reason], item)
	}
	if len(order) > 0 {
		p.line("%s", title)
	}
	for _, reason := range order {
		named := items[reason]
		rest := 0
		if most >= 0 && len(named) > most {
			named, rest = named[:most], len(named)-most
		}
		p.wrap("  "+reason+":", named)
		if rest > 0 {
			p.line("%s and %d more, which -report writes to a file", continued, rest)
		}
	}
}

// writeReport writes what became of each contact of the source, one a line.
func writeReport(path string, everybody []*person) (err error) {
	if path == "" {
		return nil
	}
	file, err := os.Create(path) //nolint:gosec // the path is what the user asked for
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	w := csv.NewWriter(file)
	rows := [][]string{{"source_id", "outcome", "cuedesk_id", "duplicate_of", "reason", "missing"}}
	for _, p := range everybody {
		row := []string{p.id, string(p.outcome()), "", "", p.failed, strings.Join(p.loose, "; ")}
		if p.after != nil {
			row[2] = p.after.ID.String()
		}
		if p.sameAs != nil {
			row[3] = p.sameAs.label()
		}
		rows = append(rows, row)
	}
	return w.WriteAll(rows)
}
