package cuedesk_test

import (
	"errors"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
)

func TestQuery_UnmarshalJSON(t *testing.T) {
	t.Parallel()
	for name, query := range map[string]cuedesk.Query{
		"all":   cuedesk.Where(),
		"text":  cuedesk.Where().Text("john"),
		"order": cuedesk.Where(cuedesk.Email.Contains("@example.com")).OrderBy(cuedesk.CreatedAt.Desc()),
		"custom": cuedesk.Where(
			cuedesk.CustomLong("num_seats").AtLeast(100), cuedesk.Compare("last_name", cuedesk.OperatorRange, "", "A", "M"),
			cuedesk.Compare("email", "exists", ""),
		),
	} {
		want, err := json.Marshal(query)
		if err != nil {
			t.Fatal(err)
		}
		var read cuedesk.Query
		if err := json.Unmarshal(want, &read); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got, err := json.Marshal(read); string(got) != string(want) || err != nil {
			t.Errorf("%s: %s, not %s (%v)", name, got, want, err)
		}
	}
	for _, text := range []string{
		`[]`, `{"advanced_search":[{"field":"a","operator":"eq","value":1}]}`,
		`{"advanced_search":[{"field":"a","operator":"eq","value":["a",true]}]}`,
	} {
		query := cuedesk.Where(cuedesk.Email.Contains("x"))
		err := json.Unmarshal([]byte(text), &query)
		if err == nil || text != `[]` && !errors.Is(err, cuedesk.ErrInvalid) {
			t.Errorf("%s: %v", text, err)
		}
	}
}
