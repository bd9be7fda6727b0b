package imports

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/spf13/pflag"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestRun_codes: how an import ends, by the code and a sentence.
func TestRun_codes(t *testing.T) {
	t.Parallel()
	const bulk, status = "POST /v1/contacts/bulk", "GET /v1/contacts/bulk/{contact_import_uuid}"
	refusal := cuedesktest.Body(422, "application/json", `{"error":{"message":"422","details":{"errors":[`+
		`{"type":"too_long","in":"body","field":"first_name","msg":"at most 9 characters"}]}}}`).Always()
	for _, test := range []struct {
		name, text, args string
		prepare          func(*cuedesktest.Server)
		code             int
		output           []string
	}{
		{name: "all in", text: "email\na@example.com\nb@example.com\n", code: 0, output: []string{"2 imported"}},
		{name: "header only", text: "email\n", code: 3, output: []string{"standard input has no rows: nothing was sent"}},
		{name: "all invalid", text: "first_name,email\nMara,n/a\n", code: 3, output: []string{
			"nothing was sent: its one row cannot be", "has none of the fields that rows are matched on; line 2",
		}},
		{name: "some invalid", text: "email,phone\na@example.com,\n,n/a\n", code: 1, output: []string{
			"1 row failed; 1 of 2 rows is in",
		}},
		{
			name: "every row refused", text: "email\na@example.com\nb@example.com\n", code: 1,
			prepare: func(srv *cuedesktest.Server) {
				srv.Inject(bulk, refusal)
				srv.Inject("POST /v1/contacts", refusal)
			},
			output: []string{"2 failed refused by the API: first_name; lines 2, 3", "2 rows failed; 0 of 2 rows are in"},
		},
		{
			name: "token refused", text: "email\na@example.com\n", code: 3,
			prepare: func(srv *cuedesktest.Server) { srv.Inject("*", cuedesktest.Status(401).Always()) },
			output:  []string{"nothing was sent: importer: cuedesk: POST /v1/contacts/bulk: 401"},
		},
		{
			name: "outage while it waits", text: "email\na@example.com\n", code: 4,
			prepare: func(srv *cuedesktest.Server) { srv.Inject(status, cuedesktest.Status(503).Always()) },
			output: []string{
				"503 Service Unavailable", "0 of 1 row is in; without a journal it begins anew",
				"1 not finished in an import that was under way; line 2",
			},
		},
		{name: "bad row of a pipe", text: "email\na@example.com\nb,c\nd@example.com\n", code: 1, output: []string{
			"standard input, line 3: the row has 2 cells", "1 of 1 row is in, and what comes after is not read",
		}},
		{name: "max-failed", text: "email\n" + strings.Repeat("x\n", 100), args: "--max-failed 3", code: 3, output: []string{
			"nothing was sent: more rows have failed than --max-failed allows, 3: the table says which",
		}},
		{
			name: "max-failed, and a list", text: "email,seats\n" + strings.Repeat("x,1\n", 100), code: 3,
			args:   "--max-failed 3 --list Fair --map seats=custom_fields.seats:long --create-fields",
			output: []string{`nothing was sent`, `; created: the custom field "seats", the list "Fair"`},
		},
		{name: "max-failed is not reached", text: "email\na@example.com\n" + strings.Repeat("x\n", 3), args: "--max-failed 3", code: 1},
		{name: "no file", args: "nowhere.csv", code: 3, output: []string{"nowhere.csv"}},
		{name: "bad region", text: "email\na@example.com\n", args: "--region ZZ", code: 2, output: []string{`no region "ZZ"`}},
	} {
		runInBubble(t, test.name, func(t *testing.T) {
			srv := cuedesktest.NewServer()
			if test.prepare != nil {
				test.prepare(srv)
			}
			args := strings.Fields(test.args)
			if test.text != "" {
				args = append(args, "-")
			}
			call(t.Context(), srv, test.text, args...).want(t, test.code, test.output...)
		})
	}
}

// TestRun_unwritten: rows that are in are not taken for rows that were not sent because their report cannot be written.
func TestRun_unwritten(t *testing.T) {
	t.Parallel()
	runInBubble(t, "standard output", func(t *testing.T) {
		broken, writer := io.Pipe()
		_ = broken.Close()
		env := program.Env{
			Getenv: func(string) string { return "" }, Stdin: strings.NewReader("email\na@example.com\n"),
			Stdout: writer, Stderr: io.Discard,
		}
		if err := Run(t.Context(), env, []string{"-"}); program.Code(err) != program.SomeFailed {
			t.Errorf("code %d: %v", program.Code(err), err)
		}
	})
	runInBubble(t, "a file", func(t *testing.T) {
		srv, out := cuedesktest.NewServer(), t.TempDir()+"/changes.csv"
		env := program.Env{
			Getenv: func(string) string { return "" }, Stdin: strings.NewReader("email\nmailto:a@example.com\n"),
			Stdout: io.Discard, Fake: srv,
			Stderr: onWrite(func() {
				if exists(out + ".part") {
					_ = os.Mkdir(out, 0o700)
				}
			}),
		}
		err := Run(t.Context(), env, []string{"-", "--changes-out", out})
		if program.Code(err) != program.SomeFailed || !strings.Contains(err.Error(), "rename") {
			t.Errorf("code %d: %v", program.Code(err), err)
		}
	})
}

// onWrite is called instead of writing.
type onWrite func()

// Write calls the function.
func (call onWrite) Write(p []byte) (int, error) {
	call()
	return len(p), nil
}

// TestParse_usage: what is wrong with a command line is said, with the code 2, before anything else.
func TestParse_usage(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"":                            "one FILE is needed, not 0",
		"a b":                         "one FILE is needed, not 2",
		"a --nope":                    "unknown flag: --nope",
		"a --map x":                   "it is COLUMN=FIELD",
		"a --map x=y":                 `"y" is no field`,
		"a --map x=email --map x=-":   "the column is mapped twice",
		"a --delimiter ab":            "it is one character",
		"a --decimal ab":              "it is one character",
		"a --match-on name":           "the fields are [email phone_number external_contact_id]",
		"a --merge all":               "the types are [create_or_update create update]",
		"a --report xml":              "it is text or json",
		"a --max-failed -5":           "--max-failed -5: it is 0 or more",
		"a --workers 4":               "--workers is for --cluster",
		"a --list=":                   "--list has no value",
		"a --match-on=":               "--match-on has no value",
		"a --dry-run --resume":        "--dry-run and --resume exclude each other",
		"- --resume":                  "--resume of standard input needs the --journal",
		"a --max-failed many":         "invalid argument",
		"a --journal x --failed-out ": "flag needs an argument",
	} {
		got := call(t.Context(), cuedesktest.NewServer(), "", strings.Fields(args)...)
		got.want(t, program.Usage, want, "see cuedesk import --help")
	}
}

// TestHelp: the help and the manual have all flags, and no others.
func TestHelp(t *testing.T) {
	t.Parallel()
	got := call(t.Context(), nil, "", "--help")
	got.want(t, program.AllIn, "cuedesk help import")
	flags := (&options{}).flags(&rawFlags{})
	for _, text := range []string{got.out, Manual} {
		var named []string
		for _, flag := range regexp.MustCompile(`(?m) --([a-z-]+)`).FindAllStringSubmatch(text, -1) {
			named = append(named, flag[1])
			if flags.Lookup(flag[1]) == nil {
				t.Errorf("there is no --%s", flag[1])
			}
		}
		flags.VisitAll(func(flag *pflag.Flag) {
			if flag.Name != "help" && !slices.Contains(named, flag.Name) {
				t.Errorf("it lacks --%s", flag.Name)
			}
		})
	}
	for line := range strings.Lines(Manual) {
		if len(line) > 120 {
			t.Errorf("long line: %s", line)
		}
	}
}

// TestRun_clusterInterrupted: an import by workers that is interrupted leaves nothing that keeps the same command from
// going on.
func TestRun_clusterInterrupted(t *testing.T) {
	t.Parallel()
	srv, folder := cuedesktest.NewServer(cuedesktest.WithImportDuration(0)), t.TempDir()
	path := write(t, "c.csv", "email\nx\na@example.com\n")
	args := []string{path, "--cluster", "embedded", "--failed-out", folder + "/failed.csv"}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var out, log strings.Builder
	env := program.Env{
		Getenv: func(string) string { return "" }, Stdout: &out, Fake: srv,
		Stderr: io.MultiWriter(&log, onWrite(func() {
			if strings.Contains(log.String(), "published as") {
				cancel()
			}
		})),
	}
	err := Run(ctx, env, args)
	callResult{out.String(), log.String(), err, program.Code(err)}.want(t, program.Interrupted,
		"0 of 2 rows are in; go on with: cuedesk import", "not finished its workers have not come to them")
	call(t.Context(), srv, "", args...).want(t, program.SomeFailed, "1 imported", "failed.csv is written")
}

// TestRun_interrupted: an import that is interrupted says how to go on.
func TestRun_interrupted(t *testing.T) {
	t.Parallel()
	runInBubble(t, "with a journal", func(t *testing.T) {
		srv := cuedesktest.NewServer()
		srv.Inject("POST /v1/contacts/bulk", cuedesktest.StuckImport())
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		path := write(t, "it's.csv", "email\na@example.com\n")
		journal := path + ".j"
		got := call(ctx, srv, "", path, "--journal", journal)
		got.want(t, program.Interrupted, "interrupted: 0 of 1 row is in; go on with: cuedesk import",
			`it'\''s.csv' --journal`, "--resume", "1 not finished in an import that was under way; line 2")
		if _, err := os.Stat(filepath.Clean(journal)); err != nil {
			t.Error(err)
		}
	})
}
