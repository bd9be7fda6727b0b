package main

import (
	"fmt"
	"strings"
)

// markDuplicates finds rows that are about the same contact as another, and rows
// without an identifier, which no import would take. Rows are the same by e-mail
// address, without one by phone number, and without either by all they say. Rows
// with an address come first: a row that has only their phone number would be
// matched with their contact and overwrite it.
func markDuplicates(s *sheet) {
	byEmail, byPhone, byText := map[string]*row{}, map[string]*row{}, map[string]*row{}
	for _, r := range s.rows {
		if email, phone := r.contact.Email, r.contact.PhoneNumber; email != "" {
			if s.mark(r, byEmail, email, "email") && phone != "" && byPhone[phone] == nil {
				byPhone[phone] = r
			}
		}
	}
	for _, r := range s.rows {
		switch {
		case r.contact.Email != "":
		case r.contact.PhoneNumber != "":
			s.mark(r, byPhone, r.contact.PhoneNumber, "phone")
		case s.mark(r, byText, strings.Join(r.record, "\x00"), ""):
			r.failed = s.unidentified(r)
		}
	}
}

// mark makes the row a duplicate of one that has the same key, or remembers it,
// and reports whether it was the first.
func (s *sheet) mark(r *row, known map[string]*row, key, by string) bool {
	first := known[key]
	if first == nil {
		known[key] = r
		return true
	}
	r.duplicate = fmt.Sprintf("same as line %d", first.line)
	if other := s.differences(r, first, by); other != "" {
		r.duplicate = fmt.Sprintf("same %s as line %d, whose values are used; others in %s", by, first.line, other)
	}
	return false
}

// differences names the columns in which the row has something to say that the
// other does not.
func (s *sheet) differences(r, other *row, by string) string {
	var names []string
	for i, col := range s.columns {
		if col != nil && col.name != by && r.record[i] != "" && r.record[i] != other.record[i] {
			names = append(names, col.name)
		}
	}
	return strings.Join(names, ", ")
}

// unidentified says why a row has no identifier.
func (s *sheet) unidentified(r *row) string {
	if strings.Join(r.record, "") == "" {
		return "the row is empty"
	}
	var reasons []string
	for _, name := range []string{"email", "phone"} {
		col, text := columnNamed(name), ""
		if i := s.index(name); i >= 0 {
			text = r.record[i]
		}
		if text == "" {
			reasons = append(reasons, "no "+name)
		} else {
			reasons = append(reasons, fmt.Sprintf("%q is not %s", text, col.refusal))
		}
	}
	return strings.Join(reasons, " and ")
}
