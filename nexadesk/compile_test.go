package nexadesk_test

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
		"text for a sort":               {`_ = nexadesk.ListOptions{Sort: nexadesk.SortByCreatedAt.Asc()}`, `_ = nexadesk.ListOptions{Sort: "created_at:asc"}`},
		"a field for a sort":            {`_ = nexadesk.ListOptions{Sort: nexadesk.SortByName.Desc()}`, `_ = nexadesk.ListOptions{Sort: nexadesk.SortByName}`},
		"text that is no ID":            {`_ = client.Contacts.Delete(ctx, nexadesk.ContactID(name))`, `_ = client.Contacts.Delete(ctx, name)`},
		"a plain value in an update":    {`_ = nexadesk.ContactUpdate{Phone: cuedesk.Set(name)}`, `_ = nexadesk.ContactUpdate{Phone: name}`},
		"a client for another system's": {`var _ *nexadesk.Client = client`, `var _ *cuedesk.Client = client`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if err := typecheck.Source(t, statement(test.right)); err != nil {
				t.Errorf("the right use does not compile: %v", err)
			}
			err := typecheck.Source(t, statement(test.wrong))
			if err == nil || !strings.Contains(err.Error(), "cannot use") {
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
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

var _ cuedesk.Value

func _(ctx context.Context, client *nexadesk.Client, name string) {
	` + s + `
}
`
}
