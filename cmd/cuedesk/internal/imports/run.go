// Package imports is the command cuedesk import: a contact file goes into a workspace, and every row is accounted for.
package imports

import (
	"cmp"
	"context"
	"errors"
	"fmt"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/contactfile"
)

// load is a file that is being imported.
type load struct {
	*options
	env    program.Env
	out    *screen.Printer // results
	log    *screen.Printer // what happens on the way
	client *cuedesk.Client
	file   *contactfile.File

	ledger  ledger
	created []string                // what was created beside contacts
	job     string                  // the name of the import in the queue of --cluster
	stop    context.CancelCauseFunc // ends the import; nil in a dry run

	source                          // guards what follows
	outcomes   tally                // rows that are not in, by what became of them; of a dry run, all rows
	changes    tally                // values by what was done with them
	warnings   tally                // cells that a person should look at
	reported   bool                 // the report is written as JSON
	pending    int                  // rows that are not finished
	unreadable int                  // rows that could not be read
	failed     int                  // rows that count for --max-failed
	columns    []contactfile.Column // of the file, as far as it is read
	failures   *table
	changed    *table
}

// Run imports a file as the arguments say.
func Run(ctx context.Context, env program.Env, args []string) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	if o == nil {
		return env.ShowHelp(help)
	}
	l := &load{options: o, env: env, out: screen.New(env.Stdout), log: screen.New(env.Stderr)}
	if err = l.run(ctx); err != nil && l.report == "json" && !l.reported {
		err = errors.Join(err, l.writeDocument(document{States: map[string]int{}}, err))
	}
	return err
}

func (l *load) run(ctx context.Context) (err error) {
	if l.client, err = l.env.Connect(); err != nil {
		return err
	}
	if !l.env.HasToken() {
		l.log.Line(program.OnFake)
	}
	l.findTypes(ctx)
	if err := l.completeMap(); err != nil {
		return err
	}
	if err := l.open(); err != nil {
		return err
	}
	defer l.close()
	l.columns = l.file.Columns()
	if err := l.refuseFiles(); err != nil {
		return err
	}
	if l.dryRun {
		return l.runWithTables(ctx, l.rehearse)
	}
	if err := l.openJournal(ctx); err != nil {
		return err
	}
	return errors.Join(l.runWithTables(ctx, l.send), l.closeJournal())
}

// runWithTables does the work between creating the files that were asked for and what is left of them.
func (l *load) runWithTables(ctx context.Context, work func(context.Context) error) error {
	if err := l.createTables(); err != nil {
		return err
	}
	defer l.dropTables()
	l.printSource()
	if err := l.refuseFieldsOfNoColumn(); err != nil {
		return err
	}
	return work(ctx)
}

// open opens the file. A file that can be read twice is read to its end before anything is sent.
func (l *load) open() (err error) {
	if l.file, err = l.openFile(); err == nil {
		return nil
	}
	text := l.explainFileError(err)
	if errors.Is(err, contactfile.ErrOptions) {
		return program.WithCode(program.Usage, text)
	}
	return text
}

// close closes the file, unless a reading that blocks still has it.
func (l *load) close() {
	if l.end() {
		_ = l.file.Close()
	}
}

func (l *load) openFile() (*contactfile.File, error) {
	if l.options.file == "-" {
		return contactfile.NewReader(l.env.Stdin, "standard input", l.reading)
	}
	return contactfile.Open(l.options.file, l.reading)
}

// printSource says how the file is read.
func (l *load) printSource() {
	text := string(l.file.Format())
	if preset := l.file.Preset(); preset != "" {
		text += " of " + preset
	}
	if total := l.file.Total(); total > 0 {
		text += ", " + program.Count(total, "row")
	}
	l.log.Line("%s: %s", l.name(), text)
	var used []string
	for _, column := range l.columns {
		if column.Field != "" && column.Field != contactfile.Ignore {
			used = append(used, fmt.Sprintf("%s = %s", column.Name, column.Field))
		}
	}
	l.log.Wrap(indent, "columns:", screen.Separate(used, ";"))
	if unused := l.unmapped(); len(unused) > 0 {
		l.log.Wrap(indent, "not mapped, and left out:", screen.Separate(unused, ";"))
	}
	for _, notice := range l.file.Notices() {
		l.log.Line("note: %s", explainNotice(notice))
	}
}

const indent = 8

func (l *load) unmapped() []string {
	var names []string
	for i, column := range l.columns {
		if column.Field == "" {
			names = append(names, cmp.Or(column.Name, fmt.Sprintf("column %d, which has no name", i+1)))
		}
	}
	return names
}

// name is what the file is called.
func (l *load) name() string {
	if l.options.file == "-" {
		return "standard input"
	}
	return l.options.file
}
