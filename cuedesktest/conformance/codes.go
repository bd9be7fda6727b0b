package conformance

import (
	"context"
	_ "embed" // operations.txt
	"strconv"
	"strings"
)

const (
	searchOperation  = "POST /v1/contacts/search"
	statusOperation  = "GET /v1/contacts/bulk/{contact_import_uuid}"
	addMembersRoute  = "POST /v1/contact-lists/{contact_list_uuid}/contacts"
	listMembersRoute = "GET /v1/contact-lists/{contact_list_uuid}/contacts"
)

// documented are the sections of the documentation and the status of success of its operations. The suite has a table
// of its own, made from testdata/golden, so that it does not believe the fake.
var documented = readDocumented(operationsTable)

//go:embed operations.txt
var operationsTable string

type documentedOperation struct {
	section string
	status  int
}

// readDocumented reads lines of a pattern, a status and a section, with tabs between them.
func readDocumented(table string) map[string]documentedOperation {
	operations := map[string]documentedOperation{}
	for line := range strings.Lines(table) {
		fields := strings.Split(strings.TrimSpace(line), "\t")
		status, err := strconv.Atoi(fields[1])
		if err != nil {
			panic(err)
		}
		operations[fields[0]] = documentedOperation{fields[2], status}
	}
	return operations
}

// checkCodes compares the statuses of all successes so far with the documented ones.
func (s *suite) checkCodes(context.Context) {
	for _, operation := range sortedKeys(s.successes) {
		want := documented[operation]
		for status := range s.successes[operation] {
			same(s, want.section, "status of success", status, want.status)
		}
	}
}
