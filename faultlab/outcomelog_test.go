package faultlab

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/cuedesk/cuedesk-go"
)

// The operations that the tests use, one of each class.
const (
	createContact = "POST /v1/contacts"
	updateContact = "PATCH /v1/contacts/{contact_uuid}"
	getContact    = "GET /v1/contacts/{contact_uuid}"
)

// outcomeLog is what the client told its caller.
type outcomeLog struct {
	mu      sync.Mutex
	serial  int
	created map[string]cuedesk.ContactID // by e-mail address
	unknown map[string]bool
	refused map[string]bool              // certainly not created
	names   map[cuedesk.ContactID]string // the first name by the last update that was reported
}

func newOutcomeLog() *outcomeLog {
	return &outcomeLog{
		created: map[string]cuedesk.ContactID{},
		unknown: map[string]bool{},
		refused: map[string]bool{},
		names:   map[cuedesk.ContactID]string{},
	}
}

func (b *outcomeLog) email() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.serial++
	return fmt.Sprintf("%d@example.com", b.serial)
}

// seed returns a contact that is there from the start.
func (l *lab) seed() cuedesk.ContactID {
	l.Helper()
	email := l.outcomes.email()
	contact, err := l.fake.Client().Contacts.Create(l.Context(), cuedesk.ContactCreate{Email: email, FirstName: "Old"})
	if err != nil {
		l.Fatal(err)
	}
	l.outcomes.created[email], l.outcomes.names[contact.ID] = contact.ID, "Old"
	return contact.ID
}

// create creates a contact and notes what it is told about it.
func (l *lab) create() (email string, err error) {
	email = l.outcomes.email()
	contact, err := l.client.Contacts.Create(l.Context(), cuedesk.ContactCreate{Email: email, FirstName: "New"})
	l.outcomes.mu.Lock()
	defer l.outcomes.mu.Unlock()
	switch {
	case err == nil:
		l.outcomes.created[email], l.outcomes.names[contact.ID] = contact.ID, "New"
	case errors.Is(err, cuedesk.ErrOutcomeUnknown):
		l.outcomes.unknown[email] = true
	default:
		l.outcomes.refused[email] = true
	}
	return email, err
}

// update changes a contact's first name and notes what it is told about it.
func (l *lab) update(id cuedesk.ContactID) error {
	const name = "Changed"
	got, err := l.client.Contacts.Update(l.Context(), id, cuedesk.ContactUpdate{FirstName: cuedesk.Set(name)})
	if err != nil {
		return err
	}
	if got.FirstName != name {
		l.Errorf("the update gave back %q", got.FirstName)
	}
	l.outcomes.mu.Lock()
	defer l.outcomes.mu.Unlock()
	l.outcomes.names[id] = name
	return nil
}

// get reads a contact and compares it with what was reported before.
func (l *lab) get(id cuedesk.ContactID) error {
	got, err := l.client.Contacts.Get(l.Context(), id)
	if err == nil && got.FirstName != l.outcomes.names[id] {
		l.Errorf("read %q, reported was %q", got.FirstName, l.outcomes.names[id])
	}
	return err
}

// contacts returns what the fake holds, past the network.
func (l *lab) contacts() map[string][]cuedesk.Contact {
	l.Helper()
	found := map[string][]cuedesk.Contact{}
	for contact, err := range l.fake.Client().Contacts.All(l.Context(), cuedesk.ListContactsOptions{}) {
		if err != nil {
			l.Fatal(err)
		}
		found[contact.Email] = append(found[contact.Email], *contact)
	}
	return found
}

// audit compares what the fake holds with what the client told.
func (l *lab) audit() {
	l.Helper()
	found := l.contacts()
	for email, id := range l.outcomes.created {
		if got := found[email]; len(got) != 1 || got[0].ID != id || got[0].FirstName != l.outcomes.names[id] {
			l.Errorf("a contact that was reported as created or updated: found %+v", got)
		}
		delete(found, email)
	}
	for email := range l.outcomes.unknown {
		if n := len(found[email]); n > 1 {
			l.Errorf("a contact whose creation was reported as unknown is there %d times", n)
		}
		delete(found, email)
	}
	if len(found) > 0 {
		l.Errorf("contacts of which nothing was reported, or that they were not created: %v", found)
	}
}

// wantUnknown fails the test unless the error says that the outcome is unknown, or that it is not.
func (l *lab) wantUnknown(err error, want bool) {
	l.Helper()
	if err == nil || errors.Is(err, cuedesk.ErrOutcomeUnknown) != want {
		l.Errorf("got error %v, want one that is ErrOutcomeUnknown: %t", err, want)
	}
}

// wantAttempts fails the test unless the client has made so many attempts.
func (l *lab) wantAttempts(want int) {
	l.Helper()
	if got := l.attempted(); got != want {
		l.Errorf("%d attempts, want %d: %+v", got, want, l.attempts)
	}
}

// attempted returns how many attempts have ended.
func (l *lab) attempted() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	return len(l.attempts)
}

// wantRepeated fails the test unless the client has made an attempt again.
func (l *lab) wantRepeated() {
	l.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	if !slices.ContainsFunc(l.attempts, func(a cuedesk.Attempt) bool { return a.Number > 1 }) {
		l.Errorf("none of %d attempts was made again", len(l.attempts))
	}
}
