package importer

import (
	"context"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/email"
)

// maxSame is how many rows of a run are asked about that have failed for one reason: the
// rows behind the last of them, in its batch, are not.
const maxSame = 20

// noReason stands for the reason of rows of which nothing says why they have failed.
const noReason = "-"

// explainFailures gives rows a reason that have failed, as the counts of their import prove. Rows without a known
// reason are sent once more, since others may have caused the failure; rows that were sent before, only if more have
// failed now.
func (r *run) explainFailures(ctx context.Context, b *batch) error {
	if b.unexplained { // they have their reasons
		return nil
	}
	var again []int
	last := ""
	for i := range b.send {
		known, err := r.giveReason(ctx, b, i, &last)
		if err != nil {
			return err
		}
		if !known {
			again = append(again, i)
		}
		if b.moreThanShown && !b.result(i).isExplained() { // an earlier import may have it in
			b.set(i, Unknown, ReasonNotShown)
		}
	}
	if len(again) == 0 || b.wasRead && len(again) <= b.failures {
		return nil
	}
	part := b.subset(again)
	part.unexplained = true
	_, err := r.importPart(ctx, b, part)
	return err
}

// giveReason makes a row failed, and reports whether it is known why. last is what the
// row before has failed for.
func (r *run) giveReason(ctx context.Context, b *batch, i int, last *string) (known bool, err error) {
	switch {
	case b.merged[b.rowOf[i]]: // its rows are sent by themselves
		b.set(i, Failed, ReasonNotSaid)
		return true, nil
	case r.isCommon(*last):
		b.set(i, Failed, ReasonLikeOthers)
	case !r.spendExplain():
		b.set(i, Failed, ReasonNotExplained)
		return false, nil
	default:
		b.set(i, Failed, ReasonNotSaid)
		if *last, err = r.findReason(ctx, b, i); err != nil {
			return false, err
		}
		r.countReason(*last)
	}
	if !b.result(i).isExplained() {
		b.guessField(i)
	}
	return b.result(i).isExplained(), nil
}

// isExplained reports whether the reason is the row's own: the import of others proves it less.
func (r *Result) isExplained() bool {
	return r.Reason == ReasonRefused || r.Reason == ReasonSeveralMatch
}

// guessField names the field of a failed row that looks wrong: the API says nothing about it.
func (b *batch) guessField(i int) {
	if address := b.send[i].Email; address != "" && !email.Plausible(address) {
		b.result(i).Fields = []cuedesk.FieldError{
			{Type: "value", In: "body", Field: "email", Msg: "does not look like an e-mail address"},
		}
	}
}

// isCommon reports whether so many rows have failed for a reason that no more are asked about.
func (r *run) isCommon(reason string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.reasons[reason] >= maxSame
}

// countReason counts what a row has failed for, unless that is about this row alone.
func (r *run) countReason(reason string) {
	if reason == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.reasons == nil {
		r.reasons = map[string]int{}
	}
	r.reasons[reason]++
}

// findReason gives a row the reason that the API names, or that a search shows, and returns the
// one that other rows may have in common with it.
func (r *run) findReason(ctx context.Context, b *batch, i int) (string, error) {
	for p := range probes {
		if about, err := r.sendProbe(ctx, p, b.result(i), &b.send[i]); len(about) > 0 {
			b.refuse(i, err)
			b.result(i).Fields = about
			return about[0].Type + " " + about[0].Field, nil
		}
	}
	found, _, err := r.search(ctx, b, i)
	switch {
	case err != nil && endsRun(ctx, err):
		return "", err
	case len(found) > 1:
		b.set(i, Failed, ReasonSeveralMatch)
		return "", nil
	}
	return noReason, nil
}
