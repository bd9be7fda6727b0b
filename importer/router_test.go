package importer_test

import (
	"errors"
	"fmt"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/importer"
)

func TestNewRouter(t *testing.T) {
	t.Parallel()
	route, err := importer.NewRouter(importer.Options{
		MatchOn: []cuedesk.MatchField{cuedesk.MatchEmail, cuedesk.MatchPhoneNumber}, Lanes: 8,
	})
	if err != nil {
		t.Fatal(err)
	}
	lane := func(in cuedesk.ContactCreate) int { return route(importer.Row{Contact: in}).Lane }
	if lane(cuedesk.ContactCreate{Email: "Ann@Example.com"}) != lane(cuedesk.ContactCreate{Email: "ann@example.COM"}) {
		t.Error("one address is in two lanes")
	}
	if lane(cuedesk.ContactCreate{PhoneNumber: "+44 20-7"}) != lane(cuedesk.ContactCreate{PhoneNumber: "44207"}) {
		t.Error("one number is in two lanes")
	}
	used := map[int]bool{}
	for i := range 200 {
		r := route(importer.Row{Contact: cuedesk.ContactCreate{Email: fmt.Sprintf("p%d@example.com", i)}})
		if r.MatchOn != cuedesk.MatchEmail || r.Invalid != nil || r.Lane < 0 || r.Lane > 7 {
			t.Fatalf("%+v", r)
		}
		used[r.Lane] = true
	}
	if len(used) != 8 {
		t.Errorf("%d lanes of 8 are used", len(used))
	}
	bad := route(importer.Row{Line: 3, Contact: cuedesk.ContactCreate{FirstName: "Ann"}})
	if bad.Invalid == nil || bad.Invalid.Reason != importer.ReasonNoMatchValue || bad.Invalid.Row.Line != 3 {
		t.Errorf("without a value to match on: %+v", bad)
	}
	if _, err := importer.NewRouter(importer.Options{Lanes: 65}); !errors.Is(err, cuedesk.ErrInvalid) {
		t.Errorf("bad options: %v", err)
	}
}
