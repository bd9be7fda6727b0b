package imports

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// callResult is what a call of the command said.
type callResult struct {
	out, log string
	err      error
	code     int
}

// call calls the command on a fake.
func call(ctx context.Context, srv *cuedesktest.Server, stdin string, args ...string) callResult {
	var out, log bytes.Buffer
	env := program.Env{
		Getenv: func(string) string { return "" }, Stdin: strings.NewReader(stdin), Stdout: &out, Stderr: &log, Fake: srv,
	}
	err := Run(ctx, env, args)
	return callResult{out.String(), log.String(), err, program.Code(err)}
}

// want compares the code, and looks for words of the output, log and error, wherever lines break.
func (s callResult) want(t *testing.T, code int, words ...string) {
	t.Helper()
	all := s.log + s.out
	if s.err != nil {
		all += s.err.Error()
	}
	if s.code != code {
		t.Errorf("code %d, not %d", s.code, code)
	}
	for _, want := range words {
		if !strings.Contains(oneLine(all), oneLine(want)) {
			t.Errorf("%q is not said", want)
		}
	}
	if t.Failed() {
		t.Logf("it said:\n%s\nerror: %v", s.log+s.out, s.err)
	}
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// write writes a file of a test.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// contacts returns the contacts of a workspace: names, address, number and custom values.
func contacts(t *testing.T, srv *cuedesktest.Server) string {
	t.Helper()
	var lines []string
	opts := cuedesk.ListContactsOptions{Order: cuedesk.Ascending}
	for c, err := range srv.Client().Contacts.All(t.Context(), opts) {
		if err != nil {
			t.Fatal(err)
		}
		cells := []string{c.FirstName, c.LastName, c.Email, c.PhoneNumber, c.ExternalContactID}
		for key, value := range c.CustomFields.All() {
			cells = append(cells, key+"="+value.String())
		}
		lines = append(lines, oneLine(strings.Join(cells, " ")))
	}
	return strings.Join(lines, "\n")
}

// sorted sorts lines: lanes work side by side.
func sorted(text string) string {
	return strings.Join(slices.Sorted(strings.SplitSeq(text, "\n")), "\n")
}

// runInBubble runs subtests in bubbles, where waiting takes no time.
func runInBubble(t *testing.T, name string, test func(t *testing.T)) {
	t.Helper()
	t.Run(name, func(t *testing.T) {
		t.Parallel()
		synctest.Test(t, test)
	})
}

// TestRun_flags: what each flag does to what is in the workspace afterwards, or is said.
func TestRun_flags(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		name, text, args, want string
		code                   int
		output                 []string
	}{
		{name: "none", text: "email,first_name\nmara@example.com,Mara\n", want: "Mara mara@example.com", output: []string{
			"CUEDESK_TOKEN is not set", "columns: email = email; first_name = first_name 1 row read", "1 imported",
		}},
		{
			name: "map", text: "E-Post,Platz\nmara@example.com,x\n", args: "--map E-Post=email --map Platz=-",
			want: "mara@example.com",
		},
		{
			name: "map of one that looks like an identifier", text: "email,Account ID\nmara@example.com,7\n", code: 3,
			output: []string{`look like identifiers are for no field: "Account ID"`, "--map 'Account ID=external_contact_id'"},
		},
		{name: "region", text: "phone\n030 901820\n", args: "--region DE", want: "+4930901820"},
		{
			name: "region and keep-phones", text: "phone\n030 901820\n", args: "--region DE --keep-phones", want: "030 901820",
		},
		{
			name: "encoding", text: "email,first_name\nj@example.com,J\xf6rg\n", args: "--encoding windows-1252",
			want: "Jörg j@example.com",
		},
		{name: "no encoding", text: "email,first_name\nj@example.com,J\xf6rg\n", code: 3, output: []string{
			"line 2", "not UTF-8", "--encoding windows-1252",
		}},
		{name: "delimiter", text: "email!first_name\nm@example.com!Mara\n", args: "--delimiter !", want: "Mara m@example.com"},
		{
			name: "delimiter tab", text: "email\tfirst_name\nm@example.com\tMara\n", args: "--delimiter tab",
			want: "Mara m@example.com",
		},
		{
			name: "create-fields, dates and decimal", text: "email;seats;size;since;vip;team\nm@example.com;4;1,5;24.12.2025;yes;a\n",
			args: "--create-fields --dates DD.MM.YYYY --decimal , --map seats=custom_fields.seats:long " +
				"--map size=custom_fields.size:double --map since=custom_fields.since:date --map vip=custom_fields.vip:boolean " +
				"--map team=custom_fields.team",
			want: "m@example.com seats=4 since=2025-12-24 size=1.5 team=a vip=true",
		},
		{
			name: "no create-fields", text: "email,seats\nm@example.com,4\n", args: "--map seats=custom_fields.seats:long",
			code: 3, output: []string{`no custom field "seats"; create it with --create-fields`},
		},
		{name: "skip-bad-rows", text: "email\nm@example.com\na,b\n", args: "--skip-bad-rows", code: 1, want: "m@example.com", output: []string{
			"1 not read the row has 2 cells, and the header has 1; line 3", "1 row failed; 1 of 2 rows is in",
		}},
		{name: "no skip-bad-rows", text: "email\nm@example.com\na,b\n", code: 3, output: []string{"line 3: the row has 2 cells"}},
		{
			name: "match-on", text: "email,external_id\nm@example.com,7\nt@example.com,7\n", args: "--match-on external_contact_id",
			want: "t@example.com 7", output: []string{"1 duplicate repeats another row; its values were merged into that one; line 3"},
		},
		{
			name: "distinguish", text: "email\nm@example.com\n", args: "--distinguish", want: "m@example.com",
			output: []string{"1 created"},
		},
	} {
		runInBubble(t, test.name, func(t *testing.T) {
			srv := cuedesktest.NewServer()
			got := call(t.Context(), srv, "", append(strings.Fields(test.args), write(t, "contacts.csv", test.text))...)
			got.want(t, test.code, test.output...)
			if there := contacts(t, srv); sorted(there) != sorted(test.want) {
				t.Errorf("contacts are\n%s\nnot\n%s", there, test.want)
			}
		})
	}
}

// TestRun_merge: each type leaves alone what it does not concern, and a cell that is empty clears nothing.
func TestRun_merge(t *testing.T) {
	t.Parallel()
	for merge, want := range map[string]struct {
		there  string
		output string
	}{
		"create_or_update": {"Mara Quell m@example.com +15550100101\nToma t@example.com", "2 imported"},
		"create":           {"Old Quell m@example.com +15550100101\nToma t@example.com", "1 skipped the contact exists already; line 2"},
		"update":           {"Mara Quell m@example.com +15550100101", "1 skipped there is no such contact to update; line 3"},
	} {
		runInBubble(t, merge, func(t *testing.T) {
			srv := cuedesktest.NewServer()
			srv.AddContact(cuedesktest.Contact{
				FirstName: "Old", LastName: "Quell", Email: "m@example.com", PhoneNumber: "+15550100101",
			})
			path := write(t, "c.csv", "first_name,last_name,email,phone\nMara,,m@example.com,\nToma,,t@example.com,\n")
			call(t.Context(), srv, "", path, "--merge", merge).want(t, program.AllIn, want.output)
			if there := contacts(t, srv); sorted(there) != sorted(want.there) {
				t.Errorf("contacts are\n%s", there)
			}
		})
	}
}

// TestRun_list: a list is created once, and has the contacts.
func TestRun_list(t *testing.T) {
	t.Parallel()
	runInBubble(t, "twice", func(t *testing.T) {
		srv := cuedesktest.NewServer()
		for range 2 {
			call(t.Context(), srv, "email\nm@example.com\n", "-", "--list", "A list").want(t, program.AllIn)
		}
		lists := 0
		for list, err := range srv.Client().Lists.All(t.Context(), cuedesk.ListListsOptions{}) {
			if err != nil {
				t.Fatal(err)
			}
			if lists++; list.Name != "A list" || list.Count != 1 {
				t.Errorf("list %q has %d contacts", list.Name, list.Count)
			}
		}
		if lists != 1 {
			t.Errorf("there are %d lists", lists)
		}
	})
}

// TestRun_listsOfSameName: of two imports at once that create one list, the one whose list is not used says which is
// left over.
func TestRun_listsOfSameName(t *testing.T) {
	t.Parallel()
	runInBubble(t, "at once", func(t *testing.T) {
		srv := cuedesktest.NewServer()
		srv.Inject("POST /v1/contact-lists", cuedesktest.Latency(time.Second), cuedesktest.Latency(2*time.Second))
		var both [2]callResult
		var wait sync.WaitGroup
		for i := range both {
			wait.Go(func() { both[i] = call(t.Context(), srv, manyRows(1), "-", "--list", "VIP") })
		}
		wait.Wait()
		told := 0
		for _, got := range both {
			got.want(t, program.AllIn, "1 imported")
			if strings.Contains(got.log, `an empty list of the name is left over, `) {
				told++
			}
		}
		if told != 1 {
			t.Errorf("%d say that a list is left over:\n%s\n%s", told, both[0].log, both[1].log)
		}
	})
}
