package orgcrm_test

import (
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/internal/typecheck"
)

// TestWrongUsesDoNotCompile: the right use beside each shows that nothing else is
// wrong with it.
func TestWrongUsesDoNotCompile(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct{ right, wrong string }{
		"a tag's ID for a contact's":    {`_ = client.Contacts.Delete(ctx, contact)`, `_ = client.Contacts.Delete(ctx, tag)`},
		"a name for an ID":              {`_ = client.Tags.Delete(ctx, tag)`, `_ = client.Tags.Delete(ctx, name)`},
		"Contains on a boolean":         {`_ = orgcrm.DNC.Op("is", true)`, `_ = orgcrm.DNC.Contains("true")`},
		"a condition for a group":       {`_ = orgcrm.AnyOf(orgcrm.AllOf(orgcrm.Name.Contains(name)))`, `_ = orgcrm.AnyOf(orgcrm.Name.Contains(name))`},
		"a group in a group":            {`_ = orgcrm.AllOf(orgcrm.Name.Contains(name))`, `_ = orgcrm.AllOf(orgcrm.AllOf())`},
		"a tag that is no text":         {`_ = orgcrm.Tags.Contains(name)`, `_ = orgcrm.Tags.Contains(tag)`},
		"a plain value in an update":    {`_ = orgcrm.ContactUpdate{Name: cuedesk.Set(name)}`, `_ = orgcrm.ContactUpdate{Name: name}`},
		"a client for another system's": {`var _ *orgcrm.Client = client`, `var _ *cuedesk.Client = client`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := typecheck.Source(t, statement(test.right)); err != nil {
				t.Errorf("the right use does not compile: %v", err)
			}
			err := typecheck.Source(t, statement(test.wrong))
			if err == nil || !strings.Contains(err.Error(), "cannot use") && !strings.Contains(err.Error(), "no field or method") {
				t.Errorf("got %v", err)
			}
		})
	}
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
