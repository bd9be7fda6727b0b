package imports

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/spf13/pflag"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/contactfile"
)

const help = `Usage: cuedesk import FILE [flags]       FILE - is standard input
All about the flags: cuedesk help import

  --map COLUMN=FIELD   what a column is for; - leaves it out; once for each
  --region CODE        country of phone numbers without a code, such as DE
  --encoding NAME      of text that is not UTF-8, such as windows-1252
  --delimiter CHAR     of CSV
  --sheet NAME         of a workbook
  --dates FORM         such as DD.MM.YYYY
  --decimal CHAR       . or ,
  --keep-phones        leave phone numbers as they are written
  --skip-bad-rows      go on after rows that cannot be read
  --dry-run            say what would become of each row, and send nothing
  --match-on FIELDS    by email, then phone_number, then external_contact_id
  --merge TYPE         create_or_update (if none is given), create, update
  --list NAME          add the contacts to this list
  --create-fields      create the custom fields of --map that are not there
  --resume             go on where an earlier import of the file ended
  --failed-out FILE    CSV of the rows that are not in
  --changes-out FILE   CSV of the values that were changed or left out
Also: --distinguish --max-failed --journal --cluster --workers --report
Exit codes: 0 all in, 1 some rows failed, 2 usage, 3 nothing sent, 4 --resume
`

// options are what the command line says.
type options struct {
	file    string // "-" is standard input
	args    []string
	reading contactfile.Options
	untyped []string // columns of reading.Map, for custom fields without a type
	matchOn []cuedesk.MatchField
	merge   cuedesk.MergeType
	list    string

	dryRun, createFields, distinguish, resume bool
	maxFailed                                 int // negative: no limit

	cluster string // where workers find the rows; empty: there are none
	workers int    // in this process

	journal, failedOut, changesOut string
	report                         string
}

// rawFlags are flags whose text is yet to be read.
type rawFlags struct {
	columns                   []string
	delimiter, decimal, merge string
	matchOn                   []string
	help                      bool
}

// parse reads the command line. It returns nil if it asks for help.
func parse(args []string) (*options, error) {
	o, raw := &options{args: args}, &rawFlags{}
	flags := o.flags(raw)
	err := flags.Parse(args)
	switch {
	case raw.help && err == nil:
		return nil, nil
	case err == nil && flags.NArg() != 1:
		err = fmt.Errorf("one FILE is needed, not %d", flags.NArg())
	case err == nil && flags.Arg(0) == "":
		err = errors.New("the name of FILE is empty")
	case err == nil:
		o.file = flags.Arg(0)
		if err = refuseEmpty(flags); err == nil {
			err = o.complete(raw)
		}
	}
	if err != nil {
		return nil, program.UsageError("%w; see cuedesk import --help", err)
	}
	return o, nil
}

// refuseEmpty refuses flags that were given without a value, as --list "$NAME" is where NAME is not set: without the
// flag, something else would happen. It also refuses numbers that mean nothing.
func refuseEmpty(flags *pflag.FlagSet) (err error) {
	flags.Visit(func(flag *pflag.Flag) {
		value := flag.Value.String()
		switch {
		case flag.Value.Type() == "int" && strings.HasPrefix(value, "-"):
			err = fmt.Errorf("--%s %s: it is 0 or more", flag.Name, value)
		case flag.Name == "delimiter" && value != "": // white space may be one
		case strings.TrimSpace(strings.Trim(value, "[]")) == "":
			err = fmt.Errorf("--%s has no value", flag.Name)
		}
	})
	return err
}

// flags declares the flags; what they mean is in the help.
func (o *options) flags(raw *rawFlags) *pflag.FlagSet {
	flags := pflag.NewFlagSet("import", pflag.ContinueOnError)
	flags.Usage = func() {}
	r := &o.reading
	flags.BoolVarP(&raw.help, "help", "h", false, "")
	flags.StringArrayVar(&raw.columns, "map", nil, "")
	flags.StringVar(&r.Region, "region", "", "")
	flags.StringVar(&r.Encoding, "encoding", "", "")
	flags.StringVar(&raw.delimiter, "delimiter", "", "")
	flags.StringVar(&r.Sheet, "sheet", "", "")
	flags.StringVar(&r.Dates, "dates", "", "")
	flags.StringVar(&raw.decimal, "decimal", "", "")
	flags.BoolVar(&r.KeepPhones, "keep-phones", false, "")
	flags.BoolVar(&r.SkipBadRows, "skip-bad-rows", false, "")

	flags.BoolVar(&o.dryRun, "dry-run", false, "")
	flags.StringSliceVar(&raw.matchOn, "match-on", []string{"email", "phone_number", "external_contact_id"}, "")
	flags.StringVar(&raw.merge, "merge", string(cuedesk.MergeCreateOrUpdate), "")
	flags.StringVar(&o.list, "list", "", "")
	flags.BoolVar(&o.createFields, "create-fields", false, "")
	flags.BoolVar(&o.distinguish, "distinguish", false, "")
	flags.IntVar(&o.maxFailed, "max-failed", -1, "")

	flags.StringVar(&o.journal, "journal", "", "")
	flags.BoolVar(&o.resume, "resume", false, "")
	flags.StringVar(&o.cluster, "cluster", "", "")
	flags.IntVar(&o.workers, "workers", 1, "")
	flags.StringVar(&o.failedOut, "failed-out", "", "")
	flags.StringVar(&o.changesOut, "changes-out", "", "")
	flags.StringVar(&o.report, "report", "text", "")
	return flags
}

// complete reads what flags do not read by themselves, and refuses what makes no sense.
func (o *options) complete(raw *rawFlags) (err error) {
	if o.reading.Delimiter, err = character("--delimiter", raw.delimiter); err != nil {
		return err
	}
	if o.reading.Decimal, err = character("--decimal", raw.decimal); err != nil {
		return err
	}
	if o.reading.Map, o.untyped, err = columnMap(raw.columns); err != nil {
		return err
	}
	for _, name := range raw.matchOn {
		field := cuedesk.MatchField(name)
		if !slices.Contains(matchFields, field) {
			return fmt.Errorf("--match-on %q: the fields are %v", name, matchFields)
		}
		o.matchOn = append(o.matchOn, field)
	}
	o.merge = cuedesk.MergeType(raw.merge)
	switch {
	case !slices.Contains(mergeTypes, o.merge):
		return fmt.Errorf("--merge %q: the types are %v", raw.merge, mergeTypes)
	case o.report != "text" && o.report != "json":
		return fmt.Errorf("--report %q: it is text or json", o.report)
	case o.dryRun && o.resume:
		return errors.New("--dry-run and --resume exclude each other")
	case o.workers != 1 && o.cluster == "":
		return errors.New("--workers is for --cluster")
	case o.resume && o.file == "-" && o.journal == "":
		return errors.New("--resume of standard input needs the --journal of the first call")
	}
	return o.completeCluster()
}

var (
	matchFields = []cuedesk.MatchField{cuedesk.MatchEmail, cuedesk.MatchPhoneNumber, cuedesk.MatchExternalContactID}
	mergeTypes  = []cuedesk.MergeType{cuedesk.MergeCreateOrUpdate, cuedesk.MergeCreate, cuedesk.MergeUpdate}
)

// character reads a flag of one character.
func character(flag, text string) (rune, error) {
	switch {
	case text == "":
		return 0, nil
	case text == "tab" || text == `\t`:
		return '\t', nil
	case utf8.RuneCountInString(text) > 1:
		return 0, fmt.Errorf("%s %q: it is one character", flag, text)
	}
	r, _ := utf8.DecodeRuneInString(text)
	return r, nil
}

// columnMap reads what columns are for, and which of them are for custom fields without a type. A name may have an
// equals sign, a field has none.
func columnMap(texts []string) (columns map[string]contactfile.Field, untyped []string, err error) {
	columns = map[string]contactfile.Field{}
	for _, text := range texts {
		i := strings.LastIndex(text, "=")
		if i <= 0 {
			return nil, nil, fmt.Errorf("--map %q: it is COLUMN=FIELD", text)
		}
		field, err := contactfile.ParseField(text[i+1:])
		if err != nil {
			return nil, nil, fmt.Errorf("--map %q: %w", text, (&load{options: &options{}}).explainFileError(err))
		}
		if _, twice := columns[text[:i]]; twice {
			return nil, nil, fmt.Errorf("--map %q: the column is mapped twice", text)
		}
		columns[text[:i]] = field
		if _, _, isCustom := field.Custom(); isCustom && string(field) != text[i+1:] {
			untyped = append(untyped, text[:i])
		}
	}
	return columns, untyped, nil
}
