package cluster_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/s2"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cluster"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/importer"
)

func TestCluster_Publish_again(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	if _, err := c.Publish(t.Context(), "people", people(100), quickImport); err != nil {
		t.Fatal(err)
	}
	messages, err := c.Messages(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name, as string
		rows     int
		same     bool
	}{{"same name", "people", 100, true}, {"other name", "others", 100, true}, {"other rows", "people", 101, false}} {
		_, err := c.Publish(t.Context(), test.as, people(test.rows), quickImport)
		var before *cluster.PublishedError
		if !errors.Is(err, cluster.ErrPublished) || !errors.As(err, &before) || before.Name != "people" ||
			before.Same != test.same {
			t.Errorf("%s: %v", test.name, err)
		}
	}
	if n, err := c.Messages(t.Context()); n != messages || err != nil {
		t.Errorf("%d messages, not %d (%v)", n, messages, err)
	}
	if err := c.Remove(t.Context(), "people"); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Publish(t.Context(), "people", people(101), quickImport); err != nil {
		t.Errorf("after it was removed: %v", err)
	}
}

func TestCluster_Publish_source(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	torn := errors.New("torn")
	broken := func(yield func(importer.Row, error) bool) {
		for row, err := range people(5000) {
			if !yield(row, err) {
				return
			}
		}
		yield(importer.Row{}, torn)
	}
	if _, err := c.Publish(t.Context(), "people", broken, quickImport); !errors.Is(err, torn) {
		t.Fatal(err)
	}
	if n, err := c.Messages(t.Context()); n != 0 || err != nil {
		t.Errorf("%d messages are left (%v)", n, err)
	}
	if _, err := c.Report(t.Context(), "people"); !errors.Is(err, cluster.ErrNotFound) {
		t.Errorf("report: %v", err)
	}
	if _, err := c.Publish(t.Context(), "people", people(50), quickImport); err != nil {
		t.Errorf("again: %v", err)
	}
}

func TestCluster_Publish_large(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	var rows []cuedesk.ContactCreate
	text := func(n int) string { return string(randomText(n)) }
	for i := range 12 {
		rows = append(rows, cuedesk.ContactCreate{Email: fmt.Sprintf("p%d@example.com", i), LastName: text(100_000)})
	}
	opts := quickImport
	opts.Lanes = 1
	published, err := c.Publish(t.Context(), "large", importer.Rows(slices.Values(rows)), opts)
	if err != nil || published.Batches < 2 {
		t.Errorf("%+v, %v", published, err)
	}
	rows[3].LastName = text(1_400_000)
	_, err = c.Publish(t.Context(), "larger", importer.Rows(slices.Values(rows)), opts)
	if err == nil || !strings.Contains(err.Error(), "line 4") {
		t.Errorf("larger than a message: %v", err)
	}
}

// randomText returns text that hardly becomes shorter when it is packed.
func randomText(n int) []byte {
	data := make([]byte, n)
	_, _ = rand.Read(data) // it never fails
	return []byte(base64.RawURLEncoding.EncodeToString(data)[:n])
}

func TestCluster_Publish_options(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	for name, opts := range map[string]importer.Options{
		"a.b": {}, "": {}, strings.Repeat("a", 65): {},
		"lanes": {Lanes: 65}, "total": {Total: 1}, "each": {Each: func(importer.Result) {}},
	} {
		if _, err := c.Publish(t.Context(), name, people(1), opts); !errors.Is(err, cuedesk.ErrInvalid) {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestDecodeRows(t *testing.T) {
	t.Parallel()
	rows := []importer.Row{{Line: 7, Contact: cuedesk.ContactCreate{
		Email: "a@example.com", FirstName: "Zoë", PhoneNumber: "+44 1", CustomFields: map[string]any{
			"id": int64(9007199254740993), "huge": 1e300, "rate": 0.1, "on": true, "none": nil, "when": time.Unix(0, 0).UTC(),
			"many": []string{"a", "b"},
		},
	}}, {Line: 9}}
	data, err := cluster.EncodeRows(rows)
	if err != nil {
		t.Fatal(err)
	}
	got, err := cluster.DecodeRows(data)
	if err != nil {
		t.Fatal(err)
	}
	if id, ok := got[0].Contact.CustomFields["id"].(int64); !ok || id != 9007199254740993 {
		t.Errorf("an integer became %v", got[0].Contact.CustomFields["id"])
	}
	again, err := cluster.EncodeRows(got)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(decodeJSON(t, data), decodeJSON(t, again)); diff != "" {
		t.Error(diff)
	}
	for _, damaged := range [][]byte{nil, data[:len(data)/2], []byte("no batch"), {0xff, 0xff, 0xff, 0xff, 0x0f}} {
		if _, err := cluster.DecodeRows(damaged); err == nil {
			t.Errorf("%q was read", damaged)
		}
	}
}

func TestCluster_personalData(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	if _, err := c.Publish(t.Context(), "people", people(500), quickImport); err != nil {
		t.Fatal(err)
	}
	if err := c.Work(t.Context(), cuedesktest.NewServer(fastImports).Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	if n, err := c.Messages(t.Context()); n != 0 || err != nil {
		t.Errorf("%d batches are left (%v)", n, err)
	}
	for _, pattern := range []string{"journal.>", "queue.>", "worker.>"} {
		if keys, err := c.Keys(t.Context(), pattern); len(keys) != 0 || err != nil {
			t.Errorf("left: %q (%v)", keys, err)
		}
	}
}

// decodeJSON returns the JSON of a message.
func decodeJSON(t *testing.T, message []byte) any {
	t.Helper()
	data, err := s2.Decode(nil, message)
	if err != nil {
		t.Fatal(err)
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	return v
}

// TestCluster_Publish_canceled has the caller give up when the manifest is on its way: the job is whole.
func TestCluster_Publish_canceled(t *testing.T) {
	t.Parallel()
	c := openTest(t)
	ctx, cancel := context.WithCancel(t.Context())
	stop, err := c.OnWrite("job.people", cancel)
	if err != nil {
		t.Fatal(err)
	}
	defer stop()
	_, err = c.Publish(ctx, "people", people(100), quickImport)
	if ctx.Err() == nil {
		t.Fatal("it was not canceled")
	}
	if err != nil {
		t.Errorf("error is %v", err)
	}
	api := cuedesktest.NewServer(fastImports)
	if err := c.Work(t.Context(), api.Client(), untilDone); err != nil {
		t.Fatal(err)
	}
	wantPeople(t, api, 100)
}

// TestCluster_Publish_takenOver has a publisher killed when another one had begun, and was done: what it has stored
// since is removed by the next one, of whatever name, or by Remove.
func TestCluster_Publish_takenOver(t *testing.T) {
	t.Parallel()
	for _, next := range []string{"Publish", "Remove"} {
		t.Run(next, func(t *testing.T) {
			t.Parallel()
			s := startCrashing(t)
			publishSome(t, s, func() { publishBefore(t, s) })
			if next == "Publish" {
				if _, err := s.c.Publish(t.Context(), "other", people(20), quickImport); err != nil {
					t.Fatal(err)
				}
				wantMessages(t, s.c, 4+3)
				return
			}
			wantRemoved(t, s.c)
		})
	}
}
