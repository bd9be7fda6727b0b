package move

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/nexadesk"
	"github.com/cuedesk/cuedesk-go/orgcrm"
)

// errGenerated keeps made-up contacts out of a workspace that people use.
var errGenerated = errors.New("CUEDESK_TOKEN is set, but nothing that leads to the source: " +
	"this would move made-up contacts into your workspace; cuedesk switch --help says what to set")

// connect returns the source and a client of Cuedesk: the APIs where the
// environment has what they need, and fakes otherwise.
func connect(
	ctx context.Context, set settings, env program.Env, out *screen.Printer,
) (*source, *cuedesk.Client, error) {
	src, err := connectSource(set.from, env.Getenv)
	if err != nil {
		return nil, nil, err
	}
	switch {
	case src == nil && env.HasToken():
		return nil, nil, errGenerated
	case src == nil:
		out.Line("No tokens: this runs between fakes of both APIs in this process; nothing leaves it.")
		return demo(ctx, set)
	case set.faults:
		return nil, nil, errors.New("--faults is for the fakes, but the environment leads to " + src.name)
	case !env.HasToken():
		out.Line("No CUEDESK_TOKEN: this reads your contacts in %s, and moves them to a fake of Cuedesk in", src.name)
		out.Line("this process. It is a rehearsal that changes nothing anywhere.")
		to, err := env.Connect()
		return src, to, err
	}
	out.Line("Using the APIs of %s and Cuedesk.", src.name)
	to, err := env.Connect()
	return src, to, err
}

// needs are the variables that a source cannot do without.
var needs = map[string][]string{
	"nexadesk": {"NEXADESK_TOKEN"},
	"orgcrm":   {"ORGCRM_BASE_URL", "ORGCRM_ORG_ID", "ORGCRM_TOKEN"},
}

// connectSource returns the source, or nil if the environment has nothing for any.
func connectSource(from string, getenv func(string) string) (*source, error) {
	names, ok := needs[from]
	if !ok {
		return nil, fmt.Errorf("--from is %q, but must be nexadesk or orgcrm", from)
	}
	isSet := func(name string) bool { return getenv(name) != "" }
	missing := slices.DeleteFunc(slices.Clone(names), isSet)
	if len(missing) == len(names) {
		return nil, otherSource(from, isSet)
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("%s also needs %s", from, strings.Join(missing, " and "))
	}
	if from == "orgcrm" {
		client, err := orgcrm.NewClient(getenv("ORGCRM_BASE_URL"), getenv("ORGCRM_ORG_ID"), getenv("ORGCRM_TOKEN"))
		return orgcrmSource(client, getenv("ORGCRM_ORG_ID")), err
	}
	client, err := nexadesk.NewClient(getenv("NEXADESK_TOKEN"), program.BaseURL(getenv("NEXADESK_BASE_URL"))...)
	return nexadeskSource(client), err
}

// otherSource returns an error if the environment leads to another source.
func otherSource(from string, isSet func(string) bool) error {
	for other, names := range needs {
		if i := slices.IndexFunc(names, isSet); other != from && i >= 0 {
			return fmt.Errorf("%s is set, but nothing for %s: --from %s?", names[i], from, other)
		}
	}
	return nil
}
