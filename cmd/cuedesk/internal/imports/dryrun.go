package imports

import (
	"context"
	"errors"
	"fmt"
	"hash/maphash"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/workspace"
	"github.com/cuedesk/cuedesk-go/contactfile"
	"github.com/cuedesk/cuedesk-go/importer"
	"github.com/cuedesk/cuedesk-go/internal/match"
)

// rehearsal is what a dry run knows: contacts and rows by the hash of a field and its value, so that a million of
// either fits.
type rehearsal struct {
	seed     maphash.Seed
	contacts map[uint64]uint8 // how many contacts have the value, two for more
	rows     map[uint64]int32 // the first line with the value
}

// rehearse says what would become of the rows. It only reads.
func (l *load) rehearse(ctx context.Context) error {
	err := l.foreseeAll(ctx)
	if ctx.Err() != nil {
		return program.WithCode(program.Interrupted, errors.New("interrupted; a dry run sends nothing"))
	}
	return err
}

func (l *load) foreseeAll(ctx context.Context) error {
	if err := l.sayMissing(ctx); err != nil {
		return err
	}
	r := &rehearsal{maphash.MakeSeed(), map[uint64]uint8{}, map[uint64]int32{}}
	if err := l.readContacts(ctx, r); err != nil {
		return fmt.Errorf("reading the workspace failed: %w", err)
	}
	states := map[string]int{}
	for row, err := range l.rows() {
		if err != nil {
			return err
		}
		outcome := l.foresee(r, row)
		states[outcome.what]++
		l.outcomes.add(outcome, row.Line)
		if outcome.what == wouldFail || outcome.what == notSent {
			source, _ := row.Source.(*contactfile.Row)
			l.failures.add(row.Line, outcome.what+": "+outcome.why, source.Original)
		}
	}
	if l.bad > 0 {
		states[notRead] = l.bad
	}
	verdict := l.forecast(states)
	err := errors.Join(verdict, l.finishTables(program.Code(verdict)))
	return errors.Join(err, withCode(program.SomeFailed, l.printForecast(states, err)))
}

// The outcomes of a dry run that are no success.
const (
	wouldFail = "would fail"
	notSent   = "invalid"
	notRead   = "not read"
)

// foresee says what would become of a row.
func (l *load) foresee(r *rehearsal, row importer.Row) key {
	by, value := matchOn(l.matchOn, row.Contact)
	if by == "" {
		source, _ := row.Source.(*contactfile.Row)
		return key{notSent, whyFailed(importer.Result{Reason: importer.ReasonNoMatchValue}, source)}
	}
	hash := maphash.String(r.seed, string(by)+"\x00"+value)
	there, first := r.contacts[hash], r.rows[hash]
	if first == 0 {
		r.rows[hash] = int32(row.Line) //nolint:gosec // lines of a file
	}
	switch {
	case there > 1:
		return key{wouldFail, importer.ReasonSeveralMatch.Text()}
	case first > 0 && l.merge == cuedesk.MergeCreate:
		return key{"would be skipped", "an earlier row creates the contact"}
	case first > 0:
		return key{"would be merged", "an earlier row has the same " + string(by)}
	case there == 1 && l.merge == cuedesk.MergeCreate:
		return key{"would be skipped", importer.ReasonExists.Text()}
	case there == 0 && l.merge == cuedesk.MergeUpdate:
		return key{"would be skipped", importer.ReasonNew.Text()}
	case there == 1:
		return key{"would be updated", "found by " + string(by)}
	}
	return key{"would be created", "not found by " + string(by)}
}

// matchOn returns the field by which a row finds its contact, and its value as it is compared.
func matchOn(fields []cuedesk.MatchField, c cuedesk.ContactCreate) (cuedesk.MatchField, string) {
	for _, by := range fields {
		if value := comparableValue(by, c); value != "" {
			return by, value
		}
	}
	return "", ""
}

// comparableValue returns the value of a field as package importer compares it.
func comparableValue(by cuedesk.MatchField, c cuedesk.ContactCreate) string {
	switch by {
	case cuedesk.MatchEmail:
		return match.Email(c.Email)
	case cuedesk.MatchPhoneNumber:
		return match.Phone(c.PhoneNumber)
	}
	return c.ExternalContactID
}

// readContacts reads which values the contacts of the workspace have.
func (l *load) readContacts(ctx context.Context, r *rehearsal) error {
	n := 0
	for c, err := range l.client.Contacts.Scan(ctx, cuedesk.Where()) {
		if err != nil {
			return err
		}
		has := cuedesk.ContactCreate{Email: c.Email, PhoneNumber: c.PhoneNumber, ExternalContactID: c.ExternalContactID}
		for _, by := range l.matchOn {
			if value := comparableValue(by, has); value != "" {
				hash := maphash.String(r.seed, string(by)+"\x00"+value)
				r.contacts[hash] = min(r.contacts[hash]+1, 2)
			}
		}
		n++
		l.log.Progress("%s of the workspace read", program.Count(n, "contact"))
	}
	l.log.Finish("the workspace has %s", program.Count(n, "contact"))
	return nil
}

// sayMissing says what would be created beside contacts, and refuses what the import would refuse.
func (l *load) sayMissing(ctx context.Context) error {
	missing, err := workspace.MissingFields(ctx, l.client, l.customFields())
	if err != nil {
		return err
	}
	for _, field := range missing {
		if !l.createFields {
			return l.errMissing(field)
		}
		l.log.Line("would create the custom field %q (%s)", field.FieldKey, field.FieldType)
	}
	if l.list == "" {
		return nil
	}
	list, err := workspace.FindList(ctx, l.client, l.list)
	if err == nil && list == nil {
		l.log.Line("would create the list %q", l.list)
	}
	return err
}

// forecast is the verdict of a dry run.
func (l *load) forecast(states map[string]int) error {
	rows, bad := 0, states[wouldFail]+states[notSent]+states[notRead]
	for _, n := range states {
		rows += n
	}
	switch {
	case rows == 0:
		return l.errNoRows()
	case rows == states[notSent]+states[notRead]:
		return errNoneSent(rows)
	case bad > 0:
		return program.WithCode(program.SomeFailed, fmt.Errorf("%d of %d rows would fail", bad, rows))
	}
	return nil
}

func (l *load) printForecast(states map[string]int, verdict error) error {
	if l.report == "json" {
		return l.writeDocument(document{States: states}, verdict)
	}
	l.outcomes.sort()
	l.out.Line("A dry run: nothing was sent.")
	l.outcomes.show(l.out, "outcome")
	l.printChanges()
	return l.out.Err()
}
