package cuedesktest

import (
	"fmt"
	"time"
)

// processRow imports the next row of an import.
func (s *store) processRow(im *contactImport, now time.Time) {
	row := im.rows[im.done]
	im.done++
	matches := s.matches(im, row)
	switch {
	case im.merge == "create" && len(matches) > 0:
		im.join(now, matches...)
	case im.merge == "update" && len(matches) == 0:
		// A new contact is skipped, so that no contact joins the list.
	case len(matches) > 1:
		// It is not for the import to say which of them is to be updated.
		s.fail(im, row, fmt.Sprintf("%s: %d contacts match", im.match, len(matches)))
	default:
		s.applyRow(im, row, matches, now)
	}
}

// applyRow updates the contact that the row matches or, if there is none, creates one.
func (s *store) applyRow(im *contactImport, row contactInput, matches []*contact, now time.Time) {
	var to *contact
	if len(matches) > 0 {
		to = matches[0]
	}
	if flaws := s.flaws(row, to); len(flaws) > 0 {
		s.fail(im, row, texts(flaws)...)
		return
	}
	if to == nil {
		to = s.newContact(now)
	}
	s.apply(row, to, now)
	im.created++
	im.join(now, to)
}

// join adds contacts to the list that the import names, if it names one.
func (im *contactImport) join(now time.Time, contacts ...*contact) {
	if im.into == nil {
		return
	}
	for _, c := range contacts {
		im.into.add(c, now)
	}
}

// matches returns the contacts that a row matches: none without a field to match on, or a value in it.
func (s *store) matches(im *contactImport, row contactInput) []*contact {
	return s.matching[im.match][row.text[im.match].valueOr("")]
}
