package contract

import (
	"bytes"
	"encoding/json"
	"reflect"

	"pgregory.net/rapid"

	"github.com/cuedesk/cuedesk-go"
)

// person is what of a contact comes back as it was sent.
type person struct{ first, last, external, email, phone, whatsApp, messenger string }

func personIn(c cuedesk.ContactCreate) person {
	return person{c.FirstName, c.LastName, c.ExternalContactID, c.Email, c.PhoneNumber, c.WhatsAppID, c.FBMessengerID}
}

func identifiers(c *cuedesk.Contact) person {
	return person{c.FirstName, c.LastName, c.ExternalContactID, c.Email, c.PhoneNumber, c.WhatsAppID, c.FBMessengerID}
}

func (p person) identified() bool {
	return p.external+p.email+p.phone+p.whatsApp+p.messenger != ""
}

// updated is the person after an update.
func (p person) updated(in cuedesk.ContactUpdate) person {
	set(&p.first, in.FirstName)
	set(&p.last, in.LastName)
	set(&p.external, in.ExternalContactID)
	set(&p.email, in.Email)
	set(&p.phone, in.PhoneNumber)
	set(&p.whatsApp, in.WhatsAppID)
	set(&p.messenger, in.FBMessengerID)
	return p
}

// set changes a text as an update does: null clears.
func set(text *string, to cuedesk.Optional[string]) {
	if value, _ := to.Get(); !to.IsZero() {
		*text = value
	}
}

// sameValues fails unless the values that a contact has are those that were sent, nulls left out.
func sameValues(t rapid.TB, got cuedesk.CustomValues, sent ...map[string]any) {
	t.Helper()
	want := map[string]any{}
	for _, values := range sent {
		for key, value := range values {
			want[key] = value
			if value == nil {
				delete(want, key)
			}
		}
	}
	if got, want := plain(t, got), plain(t, want); !reflect.DeepEqual(got, want) {
		t.Fatalf("values are\n  %v\nnot\n  %v", got, want)
	}
}

// plain returns a value as it is in JSON, numbers with every digit.
func plain(t rapid.TB, value any) any {
	t.Helper()
	var text bytes.Buffer
	if err := json.NewEncoder(&text).Encode(value); err != nil {
		t.Fatal(err)
	}
	return decode(text.Bytes())
}

// fieldUpdate is the definition that a creation leads to.
func fieldUpdate(in cuedesk.CustomFieldCreate) cuedesk.CustomFieldReplace {
	editable, given := in.Editable.Get()
	return cuedesk.CustomFieldReplace{
		Name: in.Name, FieldType: in.FieldType, Editable: editable || !given, Sensitive: in.Sensitive, Icon: in.Icon,
		SelectOptions: in.SelectOptions,
	}
}

func sameField(t rapid.TB, got, want cuedesk.CustomFieldReplace) {
	t.Helper()
	if !reflect.DeepEqual(got, want) {
		t.Fatalf("definition is\n  %+v\nnot\n  %+v", got, want)
	}
}

// samePage fails unless a page is what was asked for.
func samePage[T any](t rapid.TB, got *cuedesk.Page[T], asked cuedesk.PageOptions, usual int) {
	t.Helper()
	if asked.Limit == 0 {
		asked.Limit = usual
	}
	count := min(asked.Limit, max(0, got.Total-asked.Offset))
	if got.Limit != asked.Limit || got.Offset != asked.Offset || len(got.Items) != count {
		t.Fatalf("page of %d items at limit %d and offset %d of %d, not as asked: %+v",
			len(got.Items), got.Limit, got.Offset, got.Total, asked)
	}
}
