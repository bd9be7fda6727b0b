package cuedesktest

import "time"

// The layouts of times in responses.
const (
	nanoLayout   = "2006-01-02T15:04:05.000000000Z"
	microLayout  = "2006-01-02T15:04:05.000000Z"
	milliLayout  = "2006-01-02T15:04:05.000Z"
	secondLayout = "2006-01-02T15:04:05Z"
)

// milliseconds and microseconds cut a time to the precision that the API gives it.
func milliseconds(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }
func microseconds(t time.Time) time.Time { return t.UTC().Truncate(time.Microsecond) }

// storedTime returns a time of a contact in the precision in which it is kept.
func (s *settings) storedTime(t time.Time) time.Time {
	if s.shownTimes > 0 {
		return t.UTC().Round(0)
	}
	return milliseconds(t)
}

// responseTime returns a time of a contact as responses show it.
func (s *settings) responseTime(t time.Time) string {
	if s.shownTimes >= time.Second {
		return t.Truncate(s.shownTimes).Format(secondLayout)
	}
	return formatted(t.Truncate(s.shownTimes))
}

// formatted returns a time with as many digits as it needs, at least the three that the documentation shows.
func formatted(t time.Time) string {
	switch {
	case t.Equal(milliseconds(t)):
		return t.Format(milliLayout)
	case t.Equal(microseconds(t)):
		return t.Format(microLayout)
	}
	return t.Format(nanoLayout)
}

// moment returns a field that is one of the two times that each contact has.
func (c *contact) moment(field string) (operand, bool) {
	switch field {
	case "created_at":
		return operand{date: &span{c.created, c.created}}, true
	case "updated_at":
		return operand{date: &span{c.updated, c.updated}}, true
	}
	return operand{}, false
}

// cutOperand cuts such a time, or what it is compared with, to the precision in which filters compare. Other fields
// keep theirs.
func (s *settings) cutOperand(field string, o operand) operand {
	if s.comparedTimes == 0 || field != "created_at" && field != "updated_at" {
		return o
	}
	o.date = &span{o.date.first.Truncate(s.comparedTimes), o.date.last.Truncate(s.comparedTimes)}
	return o
}
