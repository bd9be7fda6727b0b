package move

import (
	"bytes"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

// TestConnect has the program reach servers by what the environment says.
func TestConnect(t *testing.T) {
	t.Parallel()
	nexadesk, orgcrm := nexadesktest.NewServer(), orgcrmtest.NewServer()
	nexadesk.AddContact(nexadesktest.Contact{FirstName: "Ada", Email: "ada@example.com"})
	contacts := []generatedContact{{first: "Eva", email: "eva@example.com"}}
	if err := fillOrgCRM(t.Context(), orgcrm.Client(), contacts); err != nil {
		t.Fatal(err)
	}
	fromNexadesk, fromOrgCRM := httptest.NewServer(nexadesk), httptest.NewServer(orgcrm)
	t.Cleanup(func() { fromNexadesk.Close(); fromOrgCRM.Close() })
	there := []string{"CUEDESK_TOKEN", cuedesktest.Token}
	source := []string{"NEXADESK_TOKEN", nexadesktest.Token, "NEXADESK_BASE_URL", fromNexadesk.URL}
	org := []string{"ORGCRM_TOKEN", orgcrmtest.Token, "ORGCRM_ORG_ID", orgcrmtest.OrgID, "ORGCRM_BASE_URL", fromOrgCRM.URL}
	for name, test := range map[string]struct {
		args        string
		env         []string
		output, err string
		moved       string
	}{
		"rehearsal": {"--from nexadesk --twice", source, "It is a rehearsal", "", ""},
		"nexadesk": {
			"--from nexadesk --twice", append(source, there...), "Using the APIs of nexadesk and Cuedesk.",
			"", "ada@example.com",
		},
		"orgcrm": {
			"--from orgcrm --twice", append(org, there...), "Using the APIs of orgcrm/org-1 and Cuedesk.",
			"", "eva@example.com",
		},
		"made up":            {"", there, "", "made-up contacts into your workspace", ""},
		"made up of the org": {"--from orgcrm", there, "", "made-up contacts into your workspace", ""},
		"the other": {
			"", append(org, there...), "", "ORGCRM_BASE_URL is set, but nothing for nexadesk: --from orgcrm?", "",
		},
		"the other too": {"--from orgcrm", source, "", "NEXADESK_TOKEN is set, but nothing for orgcrm: --from nexadesk?", ""},
		"half of it":    {"--from orgcrm", org[:2], "", "orgcrm also needs ORGCRM_BASE_URL and ORGCRM_ORG_ID", ""},
		"another":       {"--from hubdesk", nil, "", `--from is "hubdesk"`, ""},
		"bad base URL":  {"", []string{"NEXADESK_TOKEN", "x", "NEXADESK_BASE_URL", "?"}, "", "base URL", ""},
		"token refused": {
			"--twice",
			[]string{"NEXADESK_TOKEN", "x", "NEXADESK_BASE_URL", fromNexadesk.URL},
			"",
			"The API does not accept the token.", "",
		},
		"faults for real": {"--faults", source, "", "--faults is for the fakes", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			cuedesk := cuedesktest.NewServer(cuedesktest.WithImportDuration(0))
			to := httptest.NewServer(cuedesk)
			defer to.Close()
			pairs := slices.Clone(test.env)
			if slices.Contains(pairs, "CUEDESK_TOKEN") {
				pairs = append(pairs, "CUEDESK_BASE_URL", to.URL)
			}
			vars := env(pairs...)
			var out bytes.Buffer
			err := Run(t.Context(), program.Env{Getenv: vars, Stdout: &out}, strings.Fields(test.args))
			if (err != nil) != (test.err != "") || err != nil && !strings.Contains(program.Explain(err), test.err) {
				t.Fatalf("error is %v", err)
			}
			contains(t, out.String(), test.output)
			if err != nil && strings.Contains(out.String(), "Once more") {
				t.Errorf("it tries again in:\n%s", out.String())
			}
			moved := 0
			for _, c := range contactsIn(t, cuedesk) {
				if c.Email == test.moved {
					moved++
				}
			}
			if test.moved != "" && moved != 1 {
				t.Errorf("%s is %d contacts", test.moved, moved)
			}
		})
	}
}

// Where the environment does not say, the API is where it always is.
func TestBaseURL(t *testing.T) {
	t.Parallel()
	equal(t, "options", len(program.BaseURL("")), 0)
}

func TestRun_arguments(t *testing.T) {
	t.Parallel()
	for args, want := range map[string]string{
		"now":               `unexpected argument "now"; see cuedesk switch --help`,
		"--nope":            "unknown flag: --nope; see cuedesk switch --help",
		"--dry-run --twice": "--dry-run and --twice exclude each other; see cuedesk switch --help",
	} {
		if err := runArgs(t, strings.Fields(args), env()); err == nil || err.Error() != want {
			t.Errorf("%s: error is %v", args, err)
		}
	}
}
