package importer_test

import (
	"bytes"
	"errors"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// TestRun_journalText: what a journal says does not steer the terminal on which its error is printed.
func TestRun_journalText(t *testing.T) {
	t.Parallel()
	synctest.Test(t, testJournalText)
}

func testJournalText(t *testing.T) {
	srv := cuedesktest.NewServer()
	o := byEmail
	j := &memoryJournal{left: -1}
	o.Journal = j
	if _, err := importer.Run(t.Context(), srv.Client(), stream(people(1)...), o); err != nil {
		t.Fatal(err)
	}
	for _, was := range []string{`"email"`, `"create_or_update"`, `https:`, `"type":"run"`} {
		record := bytes.Replace(j.records[0], []byte(was), []byte(was[:len(was)-1]+`\u001b[2J\u202e`+was[len(was)-1:]), 1)
		if bytes.Equal(record, j.records[0]) {
			t.Fatalf("%s is not in %s", was, record)
		}
		o.Journal = &memoryJournal{records: [][]byte{record}}
		_, err := importer.Run(t.Context(), srv.Client(), stream(people(1)...), o)
		if !errors.Is(err, importer.ErrJournal) || err.Error() != rest.Printable(err.Error()) {
			t.Errorf("%s: %q", was, err)
		}
	}
}
