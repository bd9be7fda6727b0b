package nexadesk

import (
	"strings"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// ContactID identifies a contact. The documentation does not say that it is a
// UUID, though its examples look like one: it is kept as it was received.
type ContactID string

// withID returns an operation on the contact, which the query names.
func withID(op rest.Operation, id ContactID) rest.Operation { return op.Query(idQuery(id).Done()) }

func idQuery(id ContactID) *rest.Query {
	q := rest.NewQuery().Set("id", string(id))
	q.Checks.Required("id", strings.TrimSpace(string(id)))
	q.Checks.Clean("id", string(id))
	return q
}

// sameContactID reports whether two IDs name one contact.
func sameContactID(a, b ContactID) bool { return rest.SameID(string(a), string(b)) }
