package move

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/sheet"
)

// writeReport writes what became of each contact of the source, one a line.
func writeReport(file *sheet.File, everybody []*person, dryRun bool) error {
	file.Write([]string{"source_id", "outcome", "cuedesk_id", "duplicate_of", "reason", "missing", "remarks"})
	for _, p := range everybody {
		file.Write(p.row(dryRun))
	}
	if err := file.Commit(); err != nil {
		return fmt.Errorf("the report: %w", err)
	}
	return nil
}

// row is the person's line of the report. A duplicate's missing data is that of its primary.
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
