//go:build !race

package orgcrm_test

import (
	"testing"

	"github.com/cuedesk/cuedesk-go/internal/typecheck"
)

// TestTypes_wrongUses: the types refuse what the API could not answer.
func TestTypes_wrongUses(t *testing.T) {
	t.Parallel()
	typecheck.Check(t, map[string]typecheck.Use{
		"a tag's ID for a contact's": {
			`_ = client.Contacts.Delete(ctx, contact)`, `_ = client.Contacts.Delete(ctx, tag)`, "cannot use",
		},
		"a name for an ID": {
			`_ = client.Tags.Delete(ctx, tag)`, `_ = client.Tags.Delete(ctx, name)`, "cannot use",
		},
		"Contains on a boolean": {
			`_ = orgcrm.DNC.Op("is", true)`, `_ = orgcrm.DNC.Contains("true")`, "no field or method",
		},
		"a condition for a group": {
			`_ = orgcrm.AnyOf(orgcrm.AllOf(orgcrm.Name.Contains(name)))`,
			`_ = orgcrm.AnyOf(orgcrm.Name.Contains(name))`, "cannot use",
		},
		"a group in a group": {
			`_ = orgcrm.AllOf(orgcrm.Name.Contains(name))`, `_ = orgcrm.AllOf(orgcrm.AllOf())`, "cannot use",
		},
		"a tag that is no text": {`_ = orgcrm.Tags.Contains(name)`, `_ = orgcrm.Tags.Contains(tag)`, "cannot use"},
		"a plain value in an update": {
			`_ = orgcrm.ContactUpdate{Name: cuedesk.Set(name)}`, `_ = orgcrm.ContactUpdate{Name: name}`, "cannot use",
		},
		"a client for another system's": {`var _ *orgcrm.Client = client`, `var _ *cuedesk.Client = client`, "cannot use"},
	}, statement)
}

// statement puts a statement into a file with values of every kind around it.
func statement(s string) string {
	return `package p

import (
	"context"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/orgcrm"
)

var _ cuedesk.Value

func _(ctx context.Context, client *orgcrm.Client, contact orgcrm.ContactID, tag orgcrm.TagID, name string) {
	` + s + `
}
`
}
