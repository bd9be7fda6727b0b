package imports

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	file, err := os.Open(filepath.Clean(path))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestRun_failedOut: the file has the cells of rows that are not in as they were, and nothing that a spreadsheet runs.
// Mended, it can be imported.
func TestRun_failedOut(t *testing.T) {
	t.Parallel()
	runInBubble(t, "csv", func(t *testing.T) {
		srv, out := cuedesktest.NewServer(), t.TempDir()+"/failed.csv"
		path := write(t, "c.csv", "name,email,phone\nAda,ada@example.com,\n"+
			"=cmd|x,n/a,+49 30 1\n@x,\"a\nb\",\n\tTab,,00000000\n")
		call(t.Context(), srv, "", path, "--failed-out", out, "--region", "DE").want(t, program.SomeFailed,
			"3 rows failed; 1 of 4 rows is in", out+" is written")
		const why = "invalid: has none of the fields that rows are matched on"
		want := [][]string{
			{"name", "email", "phone", "row", "line", "reason"},
			{"'=cmd|x", "n/a", "+49 30 1", "2", "3", why + "; email left out: says that there is none; phone left out: a local number " +
				"without its area code"},
			{"'@x", "a\nb", "", "3", "4", why + "; email left out: not an e-mail address"},
			{"'\tTab", "", "00000000", "4", "6", why + "; phone left out: all zeros"},
		}
		if diff := cmp.Diff(want, readCSV(t, out)); diff != "" {
			t.Error(diff)
		}
		mended := write(t, "mended.csv", strings.Replace(read(t, out), "n/a", "m@example.com", 1))
		call(t.Context(), srv, "", mended).want(t, program.SomeFailed, "1 of 3 rows is in")
		if all := contacts(t, srv); !strings.Contains(all, "\n=cmd|x ") {
			t.Errorf("the name is not as it was:\n%s", all)
		}
	})
	runInBubble(t, "ndjson with further columns", func(t *testing.T) {
		srv, out := cuedesktest.NewServer(), t.TempDir()+"/failed.csv"
		text := strings.Repeat(`{"email":"a@example.com"}`+"\n", 50) + `{"email":"","city":"Ulm"}` + "\n"
		call(t.Context(), srv, text, "-", "--failed-out", out).want(t, program.SomeFailed)
		rows := readCSV(t, out)
		if want := []string{"email", "further columns", "row", "line", "reason"}; !cmp.Equal(rows[0], want) ||
			rows[1][1] != "city=Ulm" {
			t.Errorf("%q", rows)
		}
	})
}

// TestRun_outputFiles: a file that has something in it is replaced only by an import that goes on.
func TestRun_outputFiles(t *testing.T) {
	t.Parallel()
	input := write(t, "c.csv", "email\nx\n")
	there, empty := write(t, "there.csv", "mine"), write(t, "empty.csv", "")
	device := t.TempDir() + "/device"
	if err := os.Symlink(os.DevNull, device); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--failed-out", there}, program.Usage, "there.csv exists already; name another file"},
		{[]string{"--changes-out", there}, program.Usage, "there.csv exists already; name another file"},
		{[]string{"--failed-out", t.TempDir()}, program.Usage, "is a directory"},
		{[]string{"--failed-out", input}, program.Usage, "--failed-out is the file that is read"},
		{[]string{"--failed-out", "x", "--changes-out", "x.part"}, program.Usage, "are the same file"},
		{[]string{"--failed-out", "x", "--journal", "x.part"}, program.Usage, "are the same file"},
		{[]string{"--failed-out", "x", "--changes-out", "x"}, program.Usage, "--changes-out and --failed-out are the same file"},
		{[]string{"--failed-out", t.TempDir() + "/no/x"}, program.Usage, "no such file or directory"},
		{[]string{"--failed-out", empty}, program.NothingSent, "empty.csv is written"}, // what a kill left behind
		{[]string{"--failed-out", there, "--resume"}, program.Usage, "there.csv exists already; name another file"},
		{[]string{"--failed-out", "-"}, program.Usage, "--failed-out: - is standard output, and this needs a file"},
		{[]string{"--failed-out", device}, program.Usage, "device is no regular file, and would be replaced"},
		{[]string{"--changes-out", device}, program.Usage, "device is no regular file, and would be replaced"},
		{[]string{"--journal", device}, program.Usage, "device is no regular file, and would be replaced"},
		{[]string{"--journal", t.TempDir()}, program.Usage, "is a directory"},
	} {
		call(t.Context(), cuedesktest.NewServer(), "", append(test.args, input)...).want(t, test.code, test.want)
	}
	if read(t, input) != "email\nx\n" {
		t.Error("the input is overwritten")
	}
}

// TestRun_outputOverInput: what is written before it gets its name is not written over the file that is read.
func TestRun_outputOverInput(t *testing.T) {
	t.Parallel()
	input := write(t, "c.csv.part", "email\nx\n")
	for _, flag := range []string{"--failed-out", "--changes-out"} {
		args := []string{input, flag, strings.TrimSuffix(input, ".part")}
		call(t.Context(), cuedesktest.NewServer(), "", args...).want(t, program.Usage, flag+" is the file that is read")
	}
	if read(t, input) != "email\nx\n" {
		t.Error("the input is overwritten")
	}
}

// TestRun_changesOut: each value that is not as it is in the file is named with its row.
func TestRun_changesOut(t *testing.T) {
	t.Parallel()
	runInBubble(t, "csv", func(t *testing.T) {
		out := t.TempDir() + "/changes.csv"
		text := "email,phone\n mailto:a@example.com,030 901820\n"
		call(t.Context(), cuedesktest.NewServer(), text, "-", "--region", "DE", "--changes-out", out).want(t, program.AllIn,
			"1 email wrapping removed; line 2")
		want := [][]string{
			{"column", "row", "line", "reason"},
			{"email", "1", "2", "space around it removed"},
			{"email", "1", "2", "wrapping removed"},
			{"phone", "1", "2", "written in the standard form: E.164"},
		}
		if diff := cmp.Diff(want, readCSV(t, out)); diff != "" {
			t.Error(diff)
		}
	})
}

// TestRun_failedRepeats: rows whose value several contacts have are not in, whatever their spelling, and all of them
// are in the file of those.
func TestRun_failedRepeats(t *testing.T) {
	t.Parallel()
	runInBubble(t, "several match", func(t *testing.T) {
		srv, out := cuedesktest.NewServer(), t.TempDir()+"/failed.csv"
		for range 2 {
			srv.AddContact(cuedesktest.Contact{Email: "both@example.com"})
		}
		text := "email,first_name\nboth@example.com,A\na@example.com,B\nboth@example.com,C\nBOTH@example.com,D\n"
		got := call(t.Context(), srv, text, "-", "--failed-out", out)
		got.want(t, program.SomeFailed, "3 rows failed; 1 of 4 rows is in")
		rows := readCSV(t, out)
		var names []string
		for _, row := range rows[1:] {
			names = append(names, row[1])
		}
		if slices.Sort(names); !slices.Equal(names, []string{"A", "C", "D"}) {
			t.Errorf("%q", rows)
		}
	})
}
