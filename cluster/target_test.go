package cluster_test

import (
	"context"
	"errors"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestCluster_Work_workspace: a worker asks once which workspace its token is for, not for each batch, and one of
// another workspace imports nothing.
func TestCluster_Work_workspace(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	opts := quickImport
	opts.BatchSize = 10
	if _, err := c.Publish(t.Context(), "people", people(300), opts); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(fastImports)
	api.AddContact(cuedesktest.Contact{Email: "p0@example.com"})
	ctx, cancel := context.WithCancel(t.Context())
	first := api.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: func(context.Context, cuedesk.Call) error {
		if api.Summary().Imports > 4 {
			cancel()
		}
		return nil
	}}))
	if err := c.Work(ctx, first, untilDone); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	for name, client := range map[string]*cuedesk.Client{
		"base URL": api.Client(cuedesk.WithBaseURL("https://other.example")),
		"empty":    cuedesktest.NewServer(fastImports).Client(),
	} {
		before := api.Summary().Imports
		if err := c.Work(t.Context(), client, untilDone); !errors.Is(err, cluster.ErrOtherWorkspace) {
			t.Errorf("%s: %v", name, err)
		}
		if api.Summary().Imports != before {
			t.Errorf("%s: something was imported", name)
		}
	}
	before := countAsked(api)
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	if asked := countAsked(api) - before; asked != 1 {
		t.Errorf("asked %d times", asked)
	}
	wantPeople(t, api, 300)
}

// countAsked returns how many requests have asked for a contact, to learn its workspace.
func countAsked(api *cuedesktest.Server) (n int) {
	for _, r := range api.Requests() {
		if r.Operation == "GET /v1/contacts" && r.Query.Get("limit") == "1" {
			n++
		}
	}
	return n
}

// TestCluster_Bind: a job that is finished is of the workspace that its contacts are from, also where no worker asks.
func TestCluster_Bind(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	api := cuedesktest.NewServer(fastImports)
	api.AddContact(cuedesktest.Contact{Email: "p0@example.com"})
	opts := cluster.ExportOptions{Parts: 1, Stored: true}
	if _, err := c.PublishExport(t.Context(), api.Client(), "all", opts); err != nil {
		t.Fatal(err)
	}
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	for name, client := range map[string]*cuedesk.Client{
		"base URL": api.Client(cuedesk.WithBaseURL("https://other.example")),
		"empty":    cuedesktest.NewServer(fastImports).Client(),
	} {
		if err := c.Bind(t.Context(), client, "all"); !errors.Is(err, cluster.ErrOtherWorkspace) {
			t.Errorf("%s: %v", name, err)
		}
		_, err := c.PublishExport(t.Context(), client, "all", opts)
		if !errors.Is(err, cluster.ErrOtherWorkspace) || errors.Is(err, cluster.ErrPublished) {
			t.Errorf("%s: published again: %v", name, err)
		}
	}
	if err := c.Bind(t.Context(), api.Client(), "all"); err != nil {
		t.Error(err)
	}
	if err := c.Bind(t.Context(), api.Client(), "nothing"); !errors.Is(err, cluster.ErrNotFound) {
		t.Errorf("of no job: %v", err)
	}
	api.Inject("GET /v1/contacts", cuedesktest.Status(401).Always())
	if err := c.Bind(t.Context(), api.Client(), "all"); !errors.Is(err, cuedesk.ErrUnauthorized) {
		t.Errorf("by a token that may read nothing: %v", err)
	}
}

// TestCluster_Bind_publisher binds a job before a worker comes.
func TestCluster_Bind_publisher(t *testing.T) {
	t.Parallel()
	c := openLongLease(t)
	if _, err := c.Publish(t.Context(), "people", people(50), quickImport); err != nil {
		t.Fatal(err)
	}
	api := cuedesktest.NewServer(fastImports)
	denying := cuedesktest.NewServer()
	denying.Inject("GET /v1/contacts", cuedesktest.Status(403).Always())
	for name, client := range map[string]*cuedesk.Client{"denied": denying.Client(), "empty": api.Client()} {
		if err := c.Bind(t.Context(), client, "people"); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	other := api.Client(cuedesk.WithBaseURL("https://other.example"))
	err := c.Work(t.Context(), other, untilDone)
	if !errors.Is(err, cluster.ErrOtherWorkspace) || api.Summary().Imports > 0 {
		t.Errorf("a worker of another base URL: %v", err)
	}
}
