package move

import (
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
)

// How many contacts are named for one reason: of those that one must act on, and of others.
const (
	maxToFix  = 10
	maxOthers = 3
)

// indent is that of further lines.
const indent = 8

// showResult says what became of each contact.
func (m *mover) showResult() {
	m.out.Line("\nReconciliation")
	m.showCounts([...]string{"created in Cuedesk", "updated: they were in Cuedesk before", "failed"})
	if m.newContacts > 0 {
		m.out.Line("During the move, others added %s to Cuedesk.", program.Count(m.newContacts, "contact"))
	}
	m.showDetails()
}

// showForecast says what would become of each contact.
func (m *mover) showForecast() {
	m.out.Line("\nA dry run: nothing was sent")
	m.showCounts([...]string{"would be created in Cuedesk", "would be updated", "would fail"})
	m.showDetails()
}

func (m *mover) showCounts(words [3]string) {
	number := func(o outcome) int {
		return count(m.people, func(who *person) bool { return who.outcome() == o })
	}
	m.out.Line("    %5d contacts in %s", len(m.people), m.from.name)
	m.out.Line("  = %5d %s", number(created), words[0])
	m.out.Line("  + %5d %s", number(updated), words[1])
	m.out.Line("  + %5d %s", number(failed), words[2])
	m.out.Line("  + %5d duplicates of others, to whom their tags, notes and whatever differs go", number(duplicate))
	m.out.Line("  + %5d empty: nothing in them but an ID and perhaps tags", number(empty))
}

// showDetails names those of whom there is something to say.
func (m *mover) showDetails() {
	m.showPeople("Failed", maxToFix, func(who *person) (reasons []string, item string) {
		if who.outcome() == failed {
			reasons = []string{who.reason()}
		}
		return reasons, who.id + inBrackets(who.aboutText())
	})
	m.showPeople("Moved, but not with everything", maxToFix, func(who *person) ([]string, string) {
		return who.incomplete, who.id
	})
	m.showPeople("Remarks", maxOthers, func(who *person) ([]string, string) { return who.remarks, who.id })
	into := func(alias bool) func(*person) ([]string, string) {
		return func(who *person) (reasons []string, item string) {
			if who.outcome() == duplicate && who.hasOtherName == alias {
				return []string{"moved into the first contact with it"}, who.id + " into " + who.sameAs.id
			}
			return nil, ""
		}
	}
	m.showPeople("The same e-mail address, but another name", maxOthers, into(true))
	m.showPeople("The same e-mail address, and no other name", maxOthers, into(false))
	m.showPeople("Empty", maxOthers, func(who *person) (reasons []string, item string) {
		if who.empty {
			reasons = []string{"nothing to move"}
		}
		return reasons, who.id
	})
}

func inBrackets(text string) string {
	if text == "" {
		return ""
	}
	return " (" + text + ")"
}

// showPeople names people, those with the same reason together, and of each reason so
// many at most.
func (m *mover) showPeople(title string, most int, why func(*person) (reasons []string, item string)) {
	order, items := group(m.people, why)
	if len(order) > 0 {
		m.out.Line("%s", title)
	}
	for _, reason := range order {
		named := items[reason]
		rest := max(len(named)-most, 0)
		m.out.Wrap(indent, "  "+reason+":", screen.Separate(named[:len(named)-rest], ","))
		if rest > 0 {
			m.out.Line("        and %d more; %s", rest, m.whereabouts())
		}
	}
}

// whereabouts says where all of them are.
func (m *mover) whereabouts() string {
	if m.report != nil {
		return m.report.Name() + " has them"
	}
	return "--report-out writes them to a file"
}

// group returns the reasons in the order in which they come, and whom each is
// about.
func group(everybody []*person, why func(*person) (reasons []string,
	item string),
) (order []string, items map[string][]string) {
	items = map[string][]string{}
	for _, who := range everybody {
		reasons, item := why(who)
		for _, reason := range reasons {
			if items[reason] == nil {
				order = append(order, reason)
			}
			items[reason] = append(items[reason], item)
		}
	}
	return order, items
}
