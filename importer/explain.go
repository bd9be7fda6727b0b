package importer

import (
	"context"
	"errors"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// single is a row of which nothing proves that it is in: it is looked up, and then
// written by itself, because only then does the API say why it does not take it.
type single struct {
	i       int
	contact *cuedesk.Contact // the contact that it would update; nil: it would create one
}

// explainRows settles the rows that reading back has not shown. Rows for which
// Options.Explain does not suffice are not looked up.
func (r *run) explainRows(ctx context.Context, b *batch, end ending, open []int) error {
	shown := end.created > 0 && len(open) == len(b.send)-end.created && b.past == nil
	if !shown && len(open) > 0 && r.explains() {
		if err := rest.Sleep(ctx, time.Until(r.shownBy(b))); err != nil {
			return err
		}
	}
	var missing []single
	refused := 0
	for len(open) > 0 && r.takeExplain() {
		found, err := r.lookUp(ctx, b, open[0])
		if err != nil {
			return err
		}
		if found != nil {
			missing = append(missing, *found)
		} else if b.result(open[0]).State == Failed {
			refused++
		}
		open = open[1:]
	}
	for _, i := range open {
		r.leaveUnexplained(b, end, i, len(missing)+refused+len(open) <= end.failed)
	}
	// Only what the API itself counts as failed is written singly: a contact that a
	// search does not show yet would be created a second time.
	proven := end.counted && len(missing)+refused+len(open) <= end.failed
	for _, s := range missing {
		if !proven {
			b.set(s.i, Unknown, doubt(end))
			continue
		}
		if err := r.write(ctx, b, s); err != nil {
			return err
		}
	}
	return nil
}

// shownBy returns when searches show what was written of the batch, also by a call
// that was killed.
func (r *run) shownBy(b *batch) time.Time { return b.sent.Add(r.opts.IndexLag) }

// doubt is why a row is unknown that was not seen.
func doubt(end ending) Reason {
	if end.counted {
		return ReasonNotShown
	}
	return ReasonImportLost
}

// leaveUnexplained gives a row a state that is not looked up.
func (r *run) leaveUnexplained(b *batch, end ending, i int, proven bool) {
	switch {
	case end.refused != nil && !b.repeated:
		b.refuse(i, end.refused)
	case !end.counted || end.refused != nil || !proven || r.opts.MergeType != cuedesk.MergeCreateOrUpdate:
		b.set(i, Unknown, doubt(end))
	default:
		b.set(i, Failed, ReasonNotExplained)
	}
}

func (r *run) explains() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.explain > 0
}

// takeExplain takes one of the rows that may be looked up.
func (r *run) takeExplain() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.explain <= 0 {
		return false
	}
	r.explain--
	return true
}

// lookUp searches for the contact of a row, and gives the row its state if that is
// proof enough. Otherwise it returns what is to be written.
func (r *run) lookUp(ctx context.Context, b *batch, i int) (*single, error) {
	match := matchFields[b.key.By]
	value := match.value(b.send[i])
	page, err := r.client.Contacts.Search(ctx, cuedesk.Where(match.search.Is(value)), cuedesk.PageOptions{Limit: 10})
	if err != nil {
		if endsRun(ctx, err) {
			return nil, err
		}
		b.set(i, Unknown, ReasonNotShown)
		b.result(i).Err = err
		return nil, nil
	}
	var found []*cuedesk.Contact
	for j := range page.Items {
		if c := &page.Items[j]; match.normal(match.known(c)) == match.normal(value) {
			found = append(found, c)
		}
	}
	exists := len(found) > 0
	switch {
	case !exists && len(page.Items) > 0: // the filter was not applied
		b.set(i, Unknown, ReasonNotShown)
	case exists == (r.opts.MergeType == cuedesk.MergeCreate) && r.opts.MergeType != cuedesk.MergeCreateOrUpdate:
		b.set(i, Skipped, r.skipReason())
	case len(found) > 1:
		b.set(i, Failed, ReasonSeveralMatch)
	case exists && b.isIn(i, found[0]):
		return nil, r.join(ctx, b, i, found[0], r.stateOf(b, found[0]))
	case exists:
		return &single{i, found[0]}, nil
	default:
		return &single{i, nil}, nil
	}
	return nil, nil
}

// write sends one row by itself, and gives it the state that the answer proves.
func (r *run) write(ctx context.Context, b *batch, s single) error {
	state := Created
	var contact *cuedesk.Contact
	var err error
	if s.contact != nil {
		state = Updated
		contact, err = r.client.Contacts.Update(ctx, s.contact.ID, b.missing(s.i, s.contact))
	} else {
		contact, err = r.client.Contacts.Create(ctx, b.send[s.i])
	}
	switch {
	case err == nil:
		return r.join(ctx, b, s.i, contact, state)
	case endsRun(ctx, err):
		return err
	case isRefusal(err) || errors.Is(err, cuedesk.ErrNotFound):
		b.refuse(s.i, err)
	default:
		b.set(s.i, Unknown, ReasonOutcomeUnknown)
		b.result(s.i).Err = err
	}
	return nil
}

// join gives a row that is in its state, and makes its contact a member of the list.
func (r *run) join(ctx context.Context, b *batch, i int, contact *cuedesk.Contact, state State) error {
	b.set(i, state, "")
	b.result(i).ContactID = contact.ID
	if r.opts.ListID.IsZero() {
		return nil
	}
	return r.joinList(ctx, b, map[int]*cuedesk.Contact{i: contact})
}

// refuse makes a row failed, with what the API says about it.
func (b *batch) refuse(i int, err error) {
	b.set(i, Failed, ReasonRefused)
	b.result(i).Err = err
	if e, ok := errors.AsType[*cuedesk.Error](err); ok {
		b.result(i).Fields = e.Fields
	}
}
