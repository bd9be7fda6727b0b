package main

// most is how many contacts are named for one reason.
const most = 10

// result says what became of everybody.
func (p *printer) result(m *mover) {
	p.line("\nReconciliation")
	p.counts(m, [...]string{"created in Cuedesk", "updated: they were in Cuedesk before", "failed"})
	if m.others > 0 {
		p.line("Meanwhile %d contacts were added to Cuedesk by others.", m.others)
	}
	p.details(m)
}

// forecast says what would become of everybody.
func (p *printer) forecast(m *mover) {
	p.line("\nA dry run: nothing was sent")
	p.counts(m, [...]string{"would be created in Cuedesk", "would be updated", "would fail"})
	p.details(m)
}

func (p *printer) counts(m *mover, words [3]string) {
	number := func(o outcome) int {
		return count(m.everybody, func(who *person) bool { return who.outcome() == o })
	}
	p.line("    %5d contacts in %s", len(m.everybody), m.from.name)
	p.line("  = %5d %s", number(created), words[0])
	p.line("  + %5d %s", number(updated), words[1])
	p.line("  + %5d %s", number(failed), words[2])
	p.line("  + %5d duplicates of others, to whom their tags, notes and whatever differs go", number(duplicate))
	p.line("  + %5d empty: nothing in them but an ID and perhaps tags", number(empty))
}

// details names those of whom there is something to say.
func (p *printer) details(m *mover) {
	p.people("Failed", m.everybody, func(who *person) (reasons []string, item string) {
		if who.outcome() == failed {
			reasons = []string{who.reason()}
		}
		return reasons, who.id + inBrackets(who.aboutText())
	})
	p.people("Moved, but not with everything", m.everybody, func(who *person) ([]string, string) {
		return who.incomplete, who.id
	})
	p.people("Remarks", m.everybody, func(who *person) ([]string, string) { return who.remarks, who.id })
	into := func(alias bool) func(*person) ([]string, string) {
		return func(who *person) (reasons []string, item string) {
			if who.outcome() == duplicate && who.hasOtherName == alias {
				return []string{"moved into the first contact with it"}, who.id + " into " + who.sameAs.id
			}
			return nil, ""
		}
	}
	p.people("The same e-mail address, but another name", m.everybody, into(true))
	p.people("The same e-mail address, and no other name", m.everybody, into(false))
	p.people("Empty", m.everybody, func(who *person) (reasons []string, item string) {
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

// people names people, those with the same reason together, and of each reason so
// many at most.
func (p *printer) people(title string, everybody []*person, why func(*person) (reasons []string, item string)) {
	order, items := group(everybody, why)
	if len(order) > 0 {
		p.line("%s", title)
	}
	for _, reason := range order {
		named := items[reason]
		rest := max(len(named)-most, 0)
		p.wrap("  "+reason+":", named[:len(named)-rest])
		if rest > 0 {
			p.line("%s and %d more; -report writes them to a file", continued, rest)
		}
	}
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
