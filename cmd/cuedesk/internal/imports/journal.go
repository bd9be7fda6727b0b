package imports

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/importer"
)

// journalPath returns where the journal is; "" if there is none. A fake is forgotten, and has none of its own.
func (l *load) journalPath() string {
	switch {
	case l.journal != "":
		return l.journal
	case l.options.file == "-" || !l.env.HasToken() || l.cluster != "":
		return ""
	}
	return l.options.file + ".journal"
}

// ledger is the journal of an import that is under way. The zero value stands for no journal.
type ledger struct {
	*importer.File
	path    string
	batches int  // what it said of batches when it was opened
	resumed bool // it is of an earlier import, which goes on
	keep    bool // it is needed to go on
}

// openJournal opens the journal. It resumes an earlier import only if the options ask for it.
func (l *load) openJournal(ctx context.Context) error {
	path := l.journalPath()
	if path == "" {
		l.noteNothingToResume("there is no journal without CUEDESK_TOKEN")
		return nil
	}
	journal, err := importer.OpenFile(path)
	if errors.Is(err, importer.ErrLocked) {
		return explainedError{path + ": the journal is in use: another import of the file is under way", err}
	}
	if err != nil {
		return err
	}
	l.ledger = ledger{File: journal, path: path}
	for _, err := range journal.Records(ctx) {
		l.ledger.resumed, l.ledger.keep = true, true
		if err == nil && !l.resume {
			err = program.UsageError("%s is of an import that did not end: go on with it by --resume, or delete it to begin "+
				"anew", path)
		}
		if err != nil {
			return errors.Join(err, l.closeJournal())
		}
		break
	}
	if l.ledger.batches = l.ledger.countBatches(ctx); !l.ledger.resumed {
		l.noteNothingToResume(path + " is not there, or has nothing to go on with")
	}
	return nil
}

// noteNothingToResume says that --resume has nothing to go on with.
func (l *load) noteNothingToResume(why string) {
	if l.resume {
		l.log.Line("--resume: %s: this begins anew", why)
	}
}

// hasGrown reports whether this call has written of a batch, which it does before each request.
func (j *ledger) hasGrown(ctx context.Context) bool {
	return j.File != nil && j.countBatches(ctx) > j.batches
}

// countBatches returns the number of records that are not of the workspace alone.
func (j *ledger) countBatches(ctx context.Context) (n int) {
	for record, err := range j.Records(ctx) {
		if err == nil && !bytes.Contains(record, []byte(`"type":"workspace"`)) {
			n++
		}
	}
	return n
}

// closeJournal closes the journal, and removes it unless it is needed to go on.
func (l *load) closeJournal() error {
	if l.ledger.File == nil {
		return nil
	}
	err := l.ledger.Close()
	if !l.ledger.keep {
		err = errors.Join(err, os.Remove(l.ledger.path))
	}
	l.ledger.File = nil
	if err != nil {
		return fmt.Errorf("the journal, which is not needed any more, is still there: %w", err)
	}
	return nil
}

// resumeCommand says how to go on with an import that ended early.
func (l *load) resumeCommand() string {
	command := append([]string{"cuedesk", "import"}, l.args...)
	switch {
	case l.cluster != "":
	case l.journalPath() == "":
		return "without a journal it begins anew: rows that are in are found again, and updated"
	case !l.resume:
		command = append(command, "--resume")
	}
	return "go on with: " + program.ShellCommand(command...)
}
