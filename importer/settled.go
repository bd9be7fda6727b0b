package importer

// noteSettled notes rows of a part that are settled, so that a call which goes on does not send them again. In a crash
// they may be lost, and are sent again then, as are rows that others repeat.
func (r *run) noteSettled(part *batch) error {
	var rows []int
	for _, row := range part.rowOf {
		state := part.rows[row].State
		if !part.settled[row] && !part.leads[row] && (state.IsIn() || state == Skipped || state == Failed) {
			rows, part.settled[row] = append(rows, row), true
		}
	}
	if len(rows) == 0 {
		return nil
	}
	note := record{Type: "rows", Key: part.key, Rows: rows}
	note.States, note.Reasons = part.describe(rows)
	_, err := r.history.appendLater(note)
	return err
}

// recallSettled gives rows the states that the journal says, before the batch has ended.
func (b *batch) recallSettled() {
	b.settled = map[int]bool{}
	if b.past == nil {
		return
	}
	for _, note := range b.past.settled {
		for i, row := range note.Rows {
			b.settled[row] = true
			b.rows[row].State, b.rows[row].Reason = stateOfLetter(note.States[i]), ""
		}
		b.replayReasons(note.Reasons)
	}
}
