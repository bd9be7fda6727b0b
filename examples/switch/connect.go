package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
	"github.com/cuedesk/cuedesk-go/orgcrm"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

// errMadeUp keeps made-up contacts out of a workspace that people use.
var errMadeUp = errors.New("CUEDESK_TOKEN is set, but nothing that leads to the source: " +
	"this would move made-up contacts into your workspace; see README.md")

// connect returns the source and a client of Cuedesk: the APIs where the
// environment has what they need, and fakes otherwise.
func connect(ctx context.Context, from string, getenv func(string) string, out *printer) (*source, *cuedesk.Client, error) {
	src, err := connectSource(from, getenv)
	if err != nil {
		return nil, nil, err
	}
	token := getenv("CUEDESK_TOKEN")
	switch {
	case src == nil && token != "":
		return nil, nil, errMadeUp
	case src == nil:
		out.line("No tokens: this runs between fakes of both APIs in this process; nothing leaves it.")
		return demo(ctx, from)
	case token == "":
		out.line("No CUEDESK_TOKEN: this reads your contacts in %s, and moves them to a fake of Cuedesk in", src.name)
		out.line("this process. It is a rehearsal that changes nothing anywhere.")
		return src, cuedesktest.NewServer().Client(), nil
	}
	out.line("Using the APIs of %s and Cuedesk.", src.name)
	to, err := cuedesk.NewClient(token, baseURL(getenv("CUEDESK_BASE_URL"))...)
	return src, to, err
}

// connectSource returns the source, or nil if the environment has nothing for it.
func connectSource(from string, getenv func(string) string) (*source, error) {
	switch from {
	case "nexadesk":
		token := getenv("NEXADESK_TOKEN")
		if token == "" {
			return nil, nil
		}
		client, err := nexadesk.NewClient(token, baseURL(getenv("NEXADESK_BASE_URL"))...)
		return nexadeskSource(client), err
	case "orgcrm":
		var values, missing []string
		for _, name := range []string{"ORGCRM_BASE_URL", "ORGCRM_ORG_ID", "ORGCRM_TOKEN"} {
			if values = append(values, getenv(name)); getenv(name) == "" {
				missing = append(missing, name)
			}
		}
		switch len(missing) {
		case 0:
			client, err := orgcrm.NewClient(values[0], values[1], values[2])
			return orgcrmSource(client), err
		case len(values):
			return nil, nil
		}
		return nil, fmt.Errorf("orgcrm also needs %s", strings.Join(missing, " and "))
	}
	return nil, fmt.Errorf("-from is %q, but must be nexadesk or orgcrm", from)
}

func baseURL(base string) []cuedesk.Option {
	if base == "" {
		return nil
	}
	return []cuedesk.Option{cuedesk.WithBaseURL(base)}
}

// demo returns fakes with made-up contacts: 3,000 in the source, of whom Cuedesk
// knows some already.
func demo(ctx context.Context, from string) (*source, *cuedesk.Client, error) {
	made := generate(3000)
	to := cuedesktest.NewServer()
	fillCuedesk(to, made)
	if from == "orgcrm" {
		client := orgcrmtest.NewServer().Client()
		err := fillOrgCRM(ctx, client, made)
		return orgcrmSource(client), to.Client(), err
	}
	srv := nexadesktest.NewServer()
	fillNexadesk(srv, made)
	return nexadeskSource(srv.Client()), to.Client(), nil
}
