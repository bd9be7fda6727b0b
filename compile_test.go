//go:build !race

package cuedesk_test

import (
	"testing"

	"github.com/cuedesk/cuedesk-go/internal/typecheck"
)

// TestTypes_wrongUses: the types refuse what the API could not answer.
func TestTypes_wrongUses(t *testing.T) {
	t.Parallel()
	typecheck.Check(t, map[string]typecheck.Use{
		"a list's ID for a contact's": {
			`_, _ = client.Contacts.Get(ctx, contact)`, `_, _ = client.Contacts.Get(ctx, list)`, "cannot use list",
		},
		"contact and note exchanged": {
			`_ = client.Notes.Delete(ctx, contact, note)`, `_ = client.Notes.Delete(ctx, note, contact)`, "cannot use note",
		},
		"text for an ID": {
			`_, _ = client.Bulk.Job(job).Status(ctx)`, `_, _ = client.Bulk.Job("ff28a1b2").Status(ctx)`, "cannot use",
		},
		"Contains on a time field": {
			`_ = cuedesk.CreatedAt.After(now)`, `_ = cuedesk.CreatedAt.Contains("2025")`, "no field or method Contains",
		},
		"After on a text field": {
			`_ = cuedesk.Email.Contains("x")`, `_ = cuedesk.Email.After(now)`, "no field or method After",
		},
		"text compared with a number": {
			`_ = cuedesk.CustomLong("n").AtLeast(1)`, `_ = cuedesk.CustomLong("n").AtLeast("1")`, "cannot use",
		},
		"more than Is on a boolean": {
			`_ = cuedesk.Archived.Is(true)`, `_ = cuedesk.Archived.IsNot(true)`, "no field or method IsNot",
		},
		"a filter for an order": {
			`_ = cuedesk.Where().OrderBy(cuedesk.Email.Asc())`, `_ = cuedesk.Where().OrderBy(cuedesk.Email.Is("x"))`,
			"cannot use",
		},
		"a plain value in an update": {
			`_ = cuedesk.ContactUpdate{Email: cuedesk.Set("x")}`, `_ = cuedesk.ContactUpdate{Email: "x"}`, "cannot use",
		},
		"the wrong type in an update": {
			`_ = cuedesk.ContactUpdate{Email: cuedesk.Clear[string]()}`, `_ = cuedesk.ContactUpdate{Email: cuedesk.Set(1)}`,
			"cannot use",
		},
		"a page of another resource": {
			`for range client.Lists.All(ctx, cuedesk.ListListsOptions{}) { }`,
			`for range client.Lists.All(ctx, cuedesk.ListContactsOptions{}) { }`, "cannot use",
		},
	}, statement)
}

// statement puts a statement into a file with values of every kind around it.
func statement(s string) string {
	return `package p

import (
	"context"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

func _(ctx context.Context, client *cuedesk.Client, now time.Time,
	contact cuedesk.ContactID, list cuedesk.ListID, note cuedesk.NoteID, job cuedesk.ImportID) {
	` + s + `
}
`
}
