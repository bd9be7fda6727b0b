package importer_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// TestProgress: it says what is waited for, and its estimate has whole seconds.
func TestProgress(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(7 * time.Second))
		rows := people(40)
		rows[39].CustomFields = map[string]any{"none": 1}
		o := byEmail
		o.Lanes, o.BatchSize, o.Total = 1, 10, len(rows)
		var importing, settling, both int
		var last importer.Progress
		o.Progress = func(p importer.Progress) {
			importing, settling = max(importing, p.Importing), max(settling, p.Settling)
			both = max(both, p.Importing+p.Settling)
			if p.InFlight < 10*(p.Importing+p.Settling) {
				t.Errorf("%d rows are in flight, in %d and %d batches", p.InFlight, p.Importing, p.Settling)
			}
			if done := p.Counts.Total(); (p.Remaining > 0) != (done > 0 && done < len(rows)) || p.Remaining%time.Second != 0 {
				t.Errorf("%v remaining after %d rows", p.Remaining, done)
			}
			last = p
		}
		if _, err := runImport(t, srv.Client(), stream(rows...), o); err != nil {
			t.Fatal(err)
		}
		if importing != 1 || settling != 1 || both != 1 || last.Importing != 0 || last.Settling != 0 {
			t.Errorf("up to %d imports, %d settled, %d together; in the end %+v", importing, settling, both, last)
		}
	})
}

// TestOptions_MatchOn: without an order, that of the API's documentation, as cuedesk import has it.
func TestOptions_MatchOn(t *testing.T) {
	t.Parallel()
	route, err := importer.NewRouter(importer.Options{})
	if err != nil {
		t.Fatal(err)
	}
	in := cuedesk.ContactCreate{Email: "a@example.com", PhoneNumber: "+15550100200", ExternalContactID: "7"}
	var order []cuedesk.MatchField
	for _, forget := range []*string{&in.Email, &in.PhoneNumber, &in.ExternalContactID} {
		order = append(order, route(importer.Row{Contact: in}).MatchOn)
		*forget = ""
	}
	if fmt.Sprint(order) != "[email phone_number external_contact_id]" {
		t.Errorf("matched on %v", order)
	}
	invalid := route(importer.Row{Contact: in}).Invalid
	const want = "[body email missing body phone_number missing body external_contact_id missing]"
	if invalid == nil || fmt.Sprint(invalid.Fields) != want {
		t.Errorf("with none of them: %v", invalid)
	}
}
