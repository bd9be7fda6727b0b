//go:build !race

package cluster_test

import (
	"flag"
	"testing"

	"github.com/cuedesk/cuedesk-go/internal/surface"
)

var update = flag.Bool("update", false, "write the listing of what the package exports")

// TestSurface compares what the package exports with its listing; make surface writes that.
func TestSurface(t *testing.T) {
	t.Parallel()
	surface.Check(t, "../api/surface", *update)
}
