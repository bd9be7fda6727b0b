package main

import (
	"bytes"
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
)

// asProgram is the variable that makes the test binary the program.
const asProgram = "CUEDESK_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// command returns the program in a process of its own, that works on an API.
func command(ctx context.Context, t *testing.T, api string, args ...string) *exec.Cmd {
	t.Helper()
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Env = append(os.Environ(), asProgram+"=1", "CUEDESK_TOKEN="+cuedesktest.Token, "CUEDESK_BASE_URL="+api)
	return cmd
}

// output runs a program, and returns what it says and its code.
func output(t *testing.T, cmd *exec.Cmd) (string, int) {
	t.Helper()
	out, err := cmd.CombinedOutput()
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return string(out), cmd.ProcessState.ExitCode()
}

func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }

// wantText looks for words, wherever lines break.
func wantText(t *testing.T, text string, words ...string) {
	t.Helper()
	for _, want := range words {
		if !strings.Contains(oneLine(text), oneLine(want)) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
}

// TestRun: what the program does with its first argument, without a process.
func TestRun(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		args   []string
		env    map[string]string
		code   int
		output []string
	}{
		{nil, nil, program.Usage, []string{"Usage: cuedesk COMMAND", "a command is missing"}},
		{[]string{"--help"}, nil, program.AllIn, []string{"cuedesk import FILE", "Exit codes"}},
		{[]string{"help", "import"}, nil, program.AllIn, []string{"Usage: cuedesk import FILE", "By several workers"}},
		{[]string{"help", "export"}, nil, program.AllIn, []string{"Usage: cuedesk export FILE"}},
		{[]string{"help", "launch"}, nil, program.Usage, []string{`there is no command "launch"`}},
		{[]string{"switch", "--nope"}, nil, program.Usage, []string{"unknown flag: --nope; see cuedesk switch --help"}},
		{[]string{"switch", "--dry-run"}, nil, program.AllIn, []string{"No tokens: this runs between fakes"}},
		{[]string{"launch"}, nil, program.Usage, []string{`there is no command "launch"`}},
		{[]string{"im\x1bport"}, nil, program.Usage, []string{`there is no command "im\x1bport"`}},
		{[]string{"import", "-"}, nil, program.NothingSent, []string{program.OnFake}},
		{
			[]string{"import", "-"},
			map[string]string{"CUEDESK_BASE_URL": "http://127.0.0.1:1"},
			program.Usage,
			[]string{"CUEDESK_BASE_URL is set, but CUEDESK_TOKEN is not"},
		},
		{
			[]string{"import", "-"},
			map[string]string{"CUEDESK_BASE_URL": "http://example.com", "CUEDESK_TOKEN": "x"},
			program.Usage,
			[]string{"plain http is refused"},
		},
	} {
		var out bytes.Buffer
		env := program.Env{
			Getenv: func(name string) string { return test.env[name] }, Stdin: strings.NewReader("email\n"), Stdout: &out,
			Stderr: &out,
		}
		if code := run(t.Context(), env, test.args); code != test.code {
			t.Errorf("%q: code %d, not %d", test.args, code, test.code)
		}
		wantText(t, out.String(), test.output...)
	}
}

// TestRun_wrongToken: every command says what a token is that the API does not take.
func TestRun_wrongToken(t *testing.T) {
	t.Parallel()
	api := httptest.NewServer(cuedesktest.NewServer())
	t.Cleanup(api.Close)
	path := filepath.Join(t.TempDir(), "c.csv")
	if err := os.WriteFile(path, []byte("email,seats\na@example.com,7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	contacts := nexadesktest.NewServer()
	contacts.AddContact(nexadesktest.Contact{FirstName: "Ada", Email: "ada@example.com"})
	source := httptest.NewServer(contacts)
	t.Cleanup(source.Close)
	env := map[string]string{"CUEDESK_TOKEN": "wrong", "CUEDESK_BASE_URL": api.URL}
	for _, args := range []string{
		"import " + path, "import " + path + " --dry-run", "import " + path + " --list Fair",
		"import " + path + " --map seats=custom_fields.seats", "import - --map seats=custom_fields.seats:long",
		"import - --report json", "export -", "export " + path + ".out", "export - --list Fair",
		"switch --from nexadesk --dry-run",
	} {
		var out bytes.Buffer
		if strings.HasPrefix(args, "switch") {
			env["NEXADESK_TOKEN"], env["NEXADESK_BASE_URL"] = nexadesktest.Token, source.URL
		}
		env := program.Env{
			Getenv: func(name string) string { return env[name] }, Stdin: strings.NewReader("email,seats\na@example.com,7\n"),
			Stdout: &out, Stderr: &out,
		}
		if code := run(t.Context(), env, strings.Fields(args)); code != program.NothingSent {
			t.Errorf("%s: code %d", args, code)
		}
		if !strings.HasSuffix(oneLine(out.String()), "The API does not accept the token.") {
			t.Errorf("%s says\n%s", args, out.String())
		}
	}
}
