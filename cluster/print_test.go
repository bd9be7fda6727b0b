package cluster_test

import (
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// TestPrinted: what people print by accident shows nothing of rows, nor of what is searched for. Names of jobs,
// workers, files and fields are theirs to choose.
func TestPrinted(t *testing.T) {
	t.Parallel()
	resttest.Printed(t, resttest.Unprinted{
		"Node", "NodeOptions", "WorkerOptions", "Published", "PublishedError", "Lane", "Worker", "Waiting",
		"Report.Name", "Options.Namespace",
		"Exception.Fields", "Exception.Reason", "Lane.Stopped", "Lane.File", "Lane.Worker", "Worker.Name",
	},
		cluster.Options{}, cluster.Cluster{}, cluster.ExportOptions{}, cluster.Exception{}, cluster.Report{},
	)
}

// TestOptions_URL: a URL without a host is refused before anything is tried.
func TestOptions_URL(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"nats://", "nats://h:4222,", "nats:// h", ","} {
		if _, err := cluster.Open(t.Context(), cluster.Options{URL: url}); !errors.Is(err, cuedesk.ErrInvalid) {
			t.Errorf("%q: %v", url, err)
		}
	}
}

// TestOptions_hidePassword: that of the URL is in nothing that is printed, nor in an error.
func TestOptions_hidePassword(t *testing.T) {
	t.Parallel()
	const password = "s3cret"
	o := cluster.Options{URL: "nats://worker:" + password + "@[queue", Namespace: "n"}
	_, err := cluster.Open(t.Context(), o)
	if !errors.Is(err, cuedesk.ErrInvalid) {
		t.Errorf("got %v", err)
	}
	var out strings.Builder
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "o", o, "p", &o)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "o", o, "list", []cluster.Options{o})
	text := fmt.Sprintf("%v %+v %#v %s %q %v %v", o, &o, o, o, o, []any{o}, err) + out.String()
	if strings.Contains(text, password) {
		t.Error(text)
	}
}
