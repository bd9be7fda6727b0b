package program

import (
	"strings"

	"github.com/cuedesk/cuedesk-go/importer"
)

// reasons are those in words that name no functions.
var reasons = map[importer.Reason]string{
	importer.ReasonNotSent:      "not sent",
	importer.ReasonInFlight:     "in an import that was under way",
	importer.ReasonExpired:      "not sent: no worker came in time; import the row again",
	importer.ReasonNotExplained: "not imported; why is not known: too many rows failed to ask for each",
}

// Reason says why a row is in its state.
func Reason(r importer.Reason) string {
	if text, ok := reasons[r]; ok {
		return text
	}
	return r.Text()
}

// Why says why a row is in its state, and what is wrong with which field.
func Why(r importer.Result) string {
	parts := []string{Reason(r.Reason)}
	for _, field := range r.Fields {
		parts = append(parts, strings.TrimSpace(field.Field+" "+field.Msg))
	}
	return strings.Join(parts, "; ")
}
