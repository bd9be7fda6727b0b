package cuedesk_test

import (
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go/cassette"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

var update = flag.Bool("update", false, "make the documented cassettes and the tables of docs again")

// TestCassettes_documented replays the documentation's exchanges.
func TestCassettes_documented(t *testing.T) {
	t.Parallel()
	for _, op := range operationsOf(t) {
		t.Run(op.Golden, func(t *testing.T) {
			t.Parallel()
			checkCassette(t, op.Golden)
			tape := cassette.Transport(t, filepath.Join(cassettes, "documented", op.Golden), cassette.ReplayOnly())
			got, err := op.Call(t.Context(), newClient(t, tape.RoundTrip))
			if err != nil {
				t.Fatal(err)
			}
			suite(t).Compare(t, op, got)
		})
	}
}

// checkCassette fails the test if the cassette is not what the golden files make; with
// -update it makes the cassette.
func checkCassette(t *testing.T, golden string) {
	t.Helper()
	request := resttest.GoldenRequest(t, golden, "request.http")
	made, kept := filepath.Join(t.TempDir(), golden), filepath.Join(cassettes, "documented", golden)
	if *update {
		made = kept
	}
	if err := cassette.Write(made, cassette.Exchange{
		Request:  request,
		Response: resttest.GoldenResponse(t, golden, "response.http"),
	}); err != nil {
		t.Fatal(err)
	}
	want, wantErr := os.ReadFile(made + ".yaml")
	got, gotErr := os.ReadFile(kept + ".yaml")
	if wantErr != nil || gotErr != nil {
		t.Fatal(wantErr, gotErr)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("go test -run Cassette -update was not run (-golden +cassette):\n%s", diff)
	}
}
