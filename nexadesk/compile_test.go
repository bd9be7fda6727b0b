//go:build !race

package nexadesk_test

import (
	"testing"

	"github.com/cuedesk/cuedesk-go/internal/typecheck"
)

// TestTypes_wrongUses: the types refuse what the API could not answer.
func TestTypes_wrongUses(t *testing.T) {
	t.Parallel()
	typecheck.Check(t, map[string]typecheck.Use{
		"text for a sort": {
			`_ = nexadesk.ListOptions{Order: nexadesk.OrderByCreatedAt.Asc()}`,
			`_ = nexadesk.ListOptions{Order: "created_at:asc"}`, "cannot use",
		},
		"a field for a sort": {
			`_ = nexadesk.ListOptions{Order: nexadesk.OrderByName.Desc()}`,
			`_ = nexadesk.ListOptions{Order: nexadesk.OrderByName}`, "cannot use",
		},
		"text that is no ID": {
			`_ = client.Contacts.Delete(ctx, nexadesk.ContactID(name))`,
			`_ = client.Contacts.Delete(ctx, name)`, "cannot use",
		},
		"a plain value in an update": {
			`_ = nexadesk.ContactUpdate{Phone: cuedesk.Set(name)}`, `_ = nexadesk.ContactUpdate{Phone: name}`, "cannot use",
		},
		"a client for another system's": {`var _ *nexadesk.Client = client`, `var _ *cuedesk.Client = client`, "cannot use"},
	}, statement)
}

// statement puts a statement into a file with values of every kind around it.
func statement(s string) string {
	return `package p

import (
	"context"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

var _ cuedesk.Value

func _(ctx context.Context, client *nexadesk.Client, name string) {
	` + s + `
}
`
}
