package cuedesktest

import "time"

// processRow imports the next row of an import.
func (s *store) processRow(im *contactImport, now time.Time) {
	row := im.rows[im.done]
	im.done++
	matches := s.matches(im, row)
	if len(matches) > 1 {
		// It is not for the import to say which of them is meant.
		im.failed++
		return
	}
	var to *contact
	if len(matches) == 1 {
		to = matches[0]
	}
	if to != nil && im.merge == "create" || to == nil && im.merge == "update" {
		return
	}
	if len(s.flaws(row, to)) > 0 {
		im.failed++
		return
	}
	if to == nil {
		to = s.newContact(now)
	}
	s.apply(row, to, now)
	im.created++
	if im.into != nil {
		im.into.add(to)
	}
}

// matches returns the contacts that a row matches: none without a field to match on, or a value in it.
func (s *store) matches(im *contactImport, row contactInput) []*contact {
	return s.matching[im.match][row.text[im.match].or("")]
}
