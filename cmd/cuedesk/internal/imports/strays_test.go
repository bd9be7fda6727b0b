package imports

import (
	"testing"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestRun_strays: a contact that was made by asking why a row has failed is told, with its ID.
func TestRun_strays(t *testing.T) {
	t.Parallel()
	const id = "ff0556cf-fbad-4d55-94cd-119bac9df2da"
	for report, words := range map[string][]string{
		"text": {"1 contact made, or perhaps made, by asking why rows have failed; delete what there is: " + id +
			", with names and custom values of line 2"},
		"json": {`"strays": [ { "contact_id": "` + id + `", "line": 2 } ]`},
	} {
		runInBubble(t, report, func(t *testing.T) {
			srv := cuedesktest.NewServer()
			srv.Inject("POST /v1/contacts/bulk", cuedesktest.FailImport().Always())
			srv.Inject("POST /v1/contacts", cuedesktest.Body(201, "application/json", `{"uuid":"`+id+`"}`))
			got := call(t.Context(), srv, "email,first_name\na@example.com,Mara\n", "-", "--report", report)
			got.want(t, 1, words...)
		})
	}
}

// TestRun_strays_unknown: without an answer there may be one whose ID is not known.
func TestRun_strays_unknown(t *testing.T) {
	t.Parallel()
	for report, words := range map[string][]string{
		"text": {"delete what there is: one of unknown ID, with names and custom values of line 2"},
		"json": {`"strays": [ { "line": 2 } ]`},
	} {
		runInBubble(t, report, func(t *testing.T) {
			srv := cuedesktest.NewServer()
			srv.Inject("POST /v1/contacts/bulk", cuedesktest.FailImport().Always())
			srv.Inject("POST /v1/contacts", cuedesktest.HTML502().Always())
			got := call(t.Context(), srv, "email,first_name\na@example.com,Mara\n", "-", "--report", report)
			got.want(t, 1, words...)
		})
	}
}
