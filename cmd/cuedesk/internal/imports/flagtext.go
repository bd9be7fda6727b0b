package imports

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/contactfile"
	"github.com/cuedesk/cuedesk-go/importer"
)

// readingFlags are the flags of the fields of contactfile.Options. Those that are not there have no flag.
var readingFlags = map[string]string{
	"Encoding": "--encoding", "Delimiter": "--delimiter", "Sheet": "--sheet", "Map": "--map", "Region": "--region",
	"KeepPhones": "--keep-phones", "Dates": "--dates", "Decimal": "--decimal", "SkipBadRows": "--skip-bad-rows",
}

// importFlags are the flags of the fields of importer.Options that a journal keeps.
var importFlags = map[string]string{"MatchOn": "--match-on", "MergeType": "--merge", "ListID": "--list"}

// explainedError is an error that is told in other words, with flags in place of options.
type explainedError struct {
	text string
	err  error
}

func (w explainedError) Error() string { return w.text }
func (w explainedError) Unwrap() error { return w.err }

// explainFileError tells an error of a contact file with flags.
func (l *load) explainFileError(err error) error {
	known, ok := errors.AsType[*contactfile.Error](err)
	if !ok {
		return err
	}
	text := known.Say(flagOf)
	if errors.Is(err, contactfile.ErrRow) && !l.reading.SkipBadRows {
		text += "; --skip-bad-rows goes on after such rows"
	}
	return explainedError{text, err}
}

// flagOf returns how one sets an option of package contactfile in a shell.
func flagOf(option, example string) string {
	flag := readingFlags[option]
	if flag == "" || example == "" {
		return flag
	}
	return program.ShellCommand(flag, example)
}

// readingFlags are the flags by which the file is read, as one types them: with others, its rows are others. The flags
// for unreadable rows are not among them.
func (o *options) readingFlags() string {
	r := o.reading
	var words []string
	for _, column := range slices.Sorted(maps.Keys(r.Map)) {
		words = append(words, "--map", column+"="+string(r.Map[column]))
	}
	for _, flag := range [][2]string{
		{"--region", strings.ToUpper(r.Region)},
		{"--encoding", strings.ToLower(r.Encoding)},
		{"--delimiter", string(r.Delimiter)},
		{"--sheet", r.Sheet},
		{"--dates", r.Dates},
		{"--decimal", string(r.Decimal)},
	} {
		if flag[1] != "" && flag[1] != "\x00" {
			words = append(words, flag[:]...)
		}
	}
	if r.KeepPhones {
		words = append(words, "--keep-phones")
	}
	return program.ShellCommand(words...)
}

// explainJournal tells an error of a journal with flags, and what helps.
func (l *load) explainJournal(err error) error {
	text := err.Error()
	known, ok := errors.AsType[*importer.OptionError](err)
	switch {
	case ok && known.Option == "Reading":
		text = fmt.Sprintf("the flags by which the file is read are not what they were when %s was begun: they were %s, "+
			"and are %s", l.ledger.path, cmp.Or(known.Was, "none"), cmp.Or(known.Is, "none"))
	case ok && importFlags[known.Option] != "":
		text = importFlags[known.Option] + " is not what it was when " + l.ledger.path + " was begun"
		if known.Option != "ListID" { // which people do not know by its ID
			text += ": it was " + flagValue(known.Was)
		}
	}
	if errors.Is(err, importer.ErrJournal) {
		text += "; go on with it as it was begun, or delete " + l.ledger.path + " to begin anew"
	}
	return explainedError{text, err}
}

// flagValue writes values as a flag takes them.
func flagValue(value string) string { return strings.ReplaceAll(strings.Trim(value, "[]"), " ", ",") }

// explainNotice tells what is remarkable about a file, with the flag that changes it.
func explainNotice(n contactfile.Notice) string {
	if flag := readingFlags[n.Option]; flag != "" {
		return n.Text + "; " + flag + " changes that"
	}
	return n.Text
}

// explainChange says what was done with a value, and names the flag by which numbers are read.
func explainChange(change contactfile.Change) string {
	text := string(change.Kind)
	if change.Detail != "" {
		text += ": " + change.Detail
	}
	if change.Kind == contactfile.KeptAsGiven && strings.Contains(change.Detail, "no region") {
		text += " (--region)"
	}
	return text
}
