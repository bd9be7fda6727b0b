package importer

import "github.com/cuedesk/cuedesk-go"

// noteSettled notes rows of a part that are settled, so that a call which goes on does not send them again. In a crash
// they may be lost, and are sent again then, as are rows that others repeat.
func (r *run) noteSettled(part *batch) error {
	imports := map[cuedesk.ImportID][]int{}
	for _, row := range part.rowOf {
		state, id := part.rows[row].State, part.rows[row].ImportID
		if !part.settled[row] && !part.originals[row] && (state.IsIn() || state == Skipped || state == Failed) {
			imports[id], part.settled[row] = append(imports[id], row), true
		}
	}
	for id, rows := range imports {
		note := record{Type: "rows", Key: part.key, Rows: rows, Import: id}
		note.States, note.Reasons = part.describe(rows)
		if _, err := r.history.appendLater(note); err != nil {
			return err
		}
	}
	return nil
}

// recallSettled gives rows the states that the journal says, before the batch has ended.
func (b *batch) recallSettled() {
	b.settled = map[int]bool{}
	if b.journaled == nil {
		return
	}
	for _, note := range b.journaled.settled {
		for i, row := range note.Rows {
			b.settled[row] = true
			result := &b.rows[row]
			result.State, result.Reason, result.ImportID = stateOfLetter(note.States[i]), "", note.Import
		}
		b.replayReasons(note.Reasons)
	}
}
