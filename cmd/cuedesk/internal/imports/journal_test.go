package imports

import (
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

// manyRows are a file of more rows than go into the batches of one moment.
func manyRows(n int) string {
	var text strings.Builder
	text.WriteString("email,first_name\n")
	for i := range n {
		fmt.Fprintf(&text, "p%d@example.com,Pat\n", i)
	}
	return text.String()
}

// interrupt imports a file until the API has accepted imports, which take it longer than the call does.
func interrupt(t *testing.T, srv *cuedesktest.Server, args ...string) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	call(ctx, srv, "", args...).want(t, program.Interrupted, "interrupted: ", "--resume")
}

// slowServer is one whose imports take minutes.
func slowServer() *cuedesktest.Server {
	return cuedesktest.NewServer(cuedesktest.WithImportDuration(2 * time.Minute))
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// imports returns how many imports a server was asked for.
func imports(srv *cuedesktest.Server) (n int) {
	for _, r := range srv.Requests() {
		if r.Operation == "POST /v1/contacts/bulk" {
			n++
		}
	}
	return n
}

// TestRun_resume: an import goes on where it ended, and its journal is removed when all rows have their state.
func TestRun_resume(t *testing.T) {
	t.Parallel()
	runInBubble(t, "rows", func(t *testing.T) {
		srv := slowServer()
		path, journal := write(t, "c.csv", manyRows(3000)), t.TempDir()+"/journal"
		interrupt(t, srv, path, "--journal", journal)
		got := call(t.Context(), srv, "", path, "--journal", journal)
		got.want(t, program.Usage, "is of an import that did not end: go on with it by --resume, or delete it to begin anew")
		got = call(t.Context(), srv, "", path, "--journal", journal, "--resume", "--merge", "create")
		got.want(t, program.NothingSent, "--merge is not what it was", "it was create_or_update")
		accepted := imports(srv)
		got = call(t.Context(), srv, "", path, "--journal", journal, "--resume")
		got.want(t, program.AllIn, "3000 imported")
		if n := strings.Count(contacts(t, srv), "\n") + 1; n != 3000 {
			t.Errorf("there are %d contacts", n)
		}
		if accepted == 0 || imports(srv) != accepted || exists(journal) {
			t.Errorf("%d imports were accepted, then %d; the journal is there: %t", accepted, imports(srv), exists(journal))
		}
	})
	runInBubble(t, "another file", func(t *testing.T) {
		srv := slowServer()
		path, journal := write(t, "c.csv", manyRows(3000)), t.TempDir()+"/journal"
		interrupt(t, srv, path, "--journal", journal)
		path = write(t, "c.csv", strings.Replace(manyRows(3000), "p7@", "q7@", 1))
		got := call(t.Context(), srv, "", path, "--journal", journal, "--resume")
		got.want(t, program.NothingSent, "the row of line 9, or one before it, is not what it was; give it the file as "+
			"it was, or delete "+journal+" to begin anew")
	})
	runInBubble(t, "in use", func(t *testing.T) {
		path, journal := write(t, "c.csv", manyRows(2)), t.TempDir()+"/journal"
		open, err := importer.OpenFile(journal)
		if err != nil {
			t.Fatal(err)
		}
		defer open.Close()
		got := call(t.Context(), cuedesktest.NewServer(), "", path, "--journal", journal)
		if got.code != program.NothingSent || got.err.Error() != journal+
			": the journal is in use: another import of the file is under way" {
			t.Errorf("code %d, error %v", got.code, got.err)
		}
	})
	runInBubble(t, "nothing to go on with", func(t *testing.T) {
		srv := cuedesktest.NewServer()
		path := write(t, "c.csv", manyRows(2))
		call(t.Context(), srv, "", path, "--journal", path+".j", "--resume").want(t, program.AllIn, "2 imported",
			path+".j is not there, or has nothing to go on with: this begins anew")
		call(t.Context(), srv, "", path, "--resume").want(t, program.AllIn, "there is no journal without CUEDESK_TOKEN")
	})
}

// TestRun_resumeOtherFlags: an import does not go on with a file that is read by other flags, says so, and changes
// nothing.
func TestRun_resumeOtherFlags(t *testing.T) {
	t.Parallel()
	const first = "--map seats=custom_fields.seats:long --create-fields --region DE --list Fair"
	for _, test := range []struct{ name, args, output string }{
		{
			"region", "--map seats=custom_fields.seats:long --region US --list Fair",
			"they were --map seats=custom_fields.seats:long --region DE, and are --map seats=custom_fields.seats:long --region US;",
		},
		{"none", "--list Fair", "--region DE, and are none; go on with it as it was begun, or delete"},
		{"dates", first + " --dates DD.MM.YYYY", "--region DE --dates DD.MM.YYYY;"},
		{"delimiter", first + " --delimiter , --keep-phones", "--region DE --delimiter , --keep-phones;"},
		{
			"field", "--map seats=custom_fields.places:long --create-fields --region DE --list Fair",
			`--map: the workspace has no custom field "places"`,
		},
		{"list", "--map seats=custom_fields.seats:long --region DE --list Other", `--list: there is no list "Other"`},
		{"merge", first + " --merge create", "--merge is not what it was"},
	} {
		runInBubble(t, test.name, func(t *testing.T) {
			srv := slowServer()
			folder := t.TempDir()
			path, journal, failed := write(t, "c.csv", "email,seats\nx,1\n"+"a@example.com,5\n"), folder+"/j",
				folder+"/failed.csv"
			always := []string{path, "--journal", journal, "--failed-out", failed}
			interrupt(t, srv, append(always, strings.Fields(first)...)...)
			before, n := read(t, failed), len(srv.Requests())
			got := call(t.Context(), srv, "", append(append(always, "--resume"), strings.Fields(test.args)...)...)
			got.want(t, program.NothingSent, test.output)
			for _, r := range srv.Requests()[n:] {
				if !strings.HasPrefix(r.Operation, "GET ") && !strings.HasSuffix(r.Operation, "/search") {
					t.Errorf("%s was sent", r.Operation)
				}
			}
			if !exists(failed) || read(t, failed) != before {
				t.Error("the rows that failed before are gone")
			}
			if strings.Contains(got.out, "failed.csv") {
				t.Errorf("it says of a file that is left as it is:\n%s", got.out)
			}
			call(t.Context(), srv, "", append(append(always, "--resume"), strings.Fields(first)...)...).want(t,
				program.SomeFailed, "1 imported", "failed.csv is written")
		})
	}
}

// TestRun_journalFirst: that an import has not ended is said before anything of other files.
func TestRun_journalFirst(t *testing.T) {
	t.Parallel()
	runInBubble(t, "failed-out", func(t *testing.T) {
		srv, folder := slowServer(), t.TempDir()
		path := write(t, "c.csv", "email\nx\na@example.com\n")
		args := []string{path, "--journal", folder + "/j", "--failed-out", folder + "/failed.csv"}
		interrupt(t, srv, args...)
		call(t.Context(), srv, "", args...).want(t, program.Usage, "go on with it by --resume, or delete it to begin anew")
	})
}

// TestRun_journalOfAnother: a file that is not a journal is not overwritten.
func TestRun_journalOfAnother(t *testing.T) {
	t.Parallel()
	input := write(t, "c.csv", manyRows(2))
	note := write(t, "note.txt", "do not lose this\n")
	for path, want := range map[string]struct {
		code   int
		output string
	}{
		input: {program.Usage, "--journal is the file that is read"},
		note:  {program.NothingSent, "note.txt: journal cannot be used: it is another file, and left as it is"},
	} {
		before := read(t, path)
		for _, resume := range []string{"--resume", "--distinguish"} {
			call(t.Context(), cuedesktest.NewServer(), "", input, "--journal", path, resume).want(t, want.code, want.output)
		}
		if read(t, path) != before {
			t.Errorf("%s is overwritten", path)
		}
	}
}

// TestRun_journalRemoved: what was not sent leaves no journal that the next call would have to go on with.
func TestRun_journalRemoved(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{"no rows": "email\n", "all in": manyRows(1), "invalid": "email\nx\n"} {
		runInBubble(t, name, func(t *testing.T) {
			journal := t.TempDir() + "/journal"
			call(t.Context(), cuedesktest.NewServer(), text, "-", "--journal", journal)
			if exists(journal) {
				t.Error("the journal is there")
			}
		})
	}
	runInBubble(t, "no such field", func(t *testing.T) {
		journal := t.TempDir() + "/journal"
		call(t.Context(), cuedesktest.NewServer(), "email,seats\na@example.com,1\n", "-", "--journal", journal,
			"--map", "seats=custom_fields.seats:long").want(t, program.NothingSent, "create it with --create-fields")
		if exists(journal) {
			t.Error("the journal is there")
		}
	})
	runInBubble(t, "denied", func(t *testing.T) {
		journal, srv := t.TempDir()+"/journal", cuedesktest.NewServer()
		srv.Inject("POST /v1/contacts/bulk", cuedesktest.Status(403).Always())
		call(t.Context(), srv, manyRows(1), "-", "--journal", journal).want(t, program.NothingSent)
		if exists(journal) {
			t.Error("the journal is there")
		}
	})
}
