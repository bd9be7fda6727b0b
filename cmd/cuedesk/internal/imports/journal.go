package imports

import (
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

// openJournal opens the journal. One of an earlier import is gone on with only if that is asked for.
func (l *load) openJournal(ctx context.Context) (*importer.File, error) {
	path := l.journalPath()
	if path == "" {
		return nil, nil
	}
	journal, err := importer.OpenFile(path)
	if errors.Is(err, importer.ErrLocked) {
		return nil, fmt.Errorf("%w: another import of the file is under way", err)
	}
	if err != nil {
		return nil, err
	}
	for _, err := range journal.Records(ctx) {
		if err == nil && !l.resume {
			err = program.UsageError("%s is of an import that did not end: go on with it by --resume, or delete it to begin "+
				"anew", path)
		}
		if err != nil {
			return nil, errors.Join(err, journal.Close())
		}
		break
	}
	return journal, nil
}

// removeJournal removes the journal of an import that has ended.
func (l *load) removeJournal(journal *importer.File) error {
	if journal == nil {
		return nil
	}
	err := errors.Join(journal.Close(), os.Remove(l.journalPath()))
	if err != nil {
		return fmt.Errorf("the import has ended, but its journal is still there: %w", err)
	}
	return nil
}

// goOn says how to go on with an import that ended early.
func (l *load) goOn() string {
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
