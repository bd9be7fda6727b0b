package move

import (
	"context"
	"iter"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// A custom field of another type takes none of the values.
func TestMove_fieldOfAnotherType(t *testing.T) {
	t.Parallel()
	w := smallScenario(sourceOfContacts(ada()))
	if _, err := w.to.CustomFields.Create(t.Context(), cuedesk.CustomFieldCreate{
		Name: "Company", FieldKey: "company",
		FieldType: cuedesk.FieldCheckbox,
	}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.move(t); err == nil || !strings.Contains(err.Error(),
		`the custom field "company" is there, but as checkbox and not as text`) {
		t.Errorf("error is %v", err)
	}
}

// A mapping that does not fit its fields is found before anything is sent.
func TestMove_valueOfAnotherType(t *testing.T) {
	t.Parallel()
	w := smallScenario(sourceOfContacts(ada()))
	all := w.from.all
	w.from.all = func(ctx context.Context) iter.Seq2[*person, error] {
		return func(yield func(*person, error) bool) {
			for p, err := range all(ctx) {
				p.contact.CustomFields = map[string]any{"company": 7}
				yield(p, err)
			}
		}
	}
	if _, err := w.move(t); err == nil || !strings.Contains(err.Error(),
		`mapping.go sets the custom field "company" to a int`) {
		t.Errorf("error is %v", err)
	}
	equal(t, "requests", len(w.cuedesk.Requests()), 0)
}

// Another field does not pass for one whose creation is not known to have
// succeeded, and who is not moved for a reason of its own keeps that.
func TestMove_fieldsNotCreated(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := smallScenario(sourceOfContacts(ada(), eva()), cuedesktest.Contact{Email: "eva@example.com"},
			cuedesktest.Contact{Email: "Eva@example.com"})
		if _, err := w.to.CustomFields.Create(t.Context(), cuedesk.CustomFieldCreate{
			Name: "Another", FieldKey: "another",
			FieldType: cuedesk.FieldText,
		}); err != nil {
			t.Fatal(err)
		}
		w.cuedesk.Inject(createField, cuedesktest.Status(503))
		_, m, err := w.run(t.Context(), t)
		if err == nil || !strings.HasPrefix(err.Error(), "nothing was moved: creating the custom field "+
			"\"company\" failed: cuedesk: POST /v1/custom-fields: 503") {
			t.Errorf("error is %v", err)
		}
		equal(t, "requests to import", w.requests(bulkCreate), 0)
		equal(t, "reasons", []string{m.people[0].reason(), m.people[1].reason()},
			[]string{"not sent, because no contact was", "Cuedesk has several contacts with its e-mail address"})
	})
}
