package exporter_test

import (
	"bytes"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/exporter"
)

// TestWrite_from ends an export by an error of Options.Save, again and again: calls that go on from what was saved
// write what one call does.
func TestWrite_from(t *testing.T) {
	t.Parallel()
	api := cuedesktest.NewServer()
	for i := range 250 {
		api.AddContact(cuedesktest.Contact{Email: fmt.Sprintf("p%d@example.com", i), CreatedAt: time.Unix(int64(60*i), 0)})
	}
	for _, format := range []exporter.Format{exporter.CSV, exporter.NDJSON} {
		var whole, parts bytes.Buffer
		if _, err := exporter.Write(t.Context(), api.Client(), &whole, exporter.Options{Format: format}); err != nil {
			t.Fatal(err)
		}
		full := errors.New("full")
		var at *exporter.WriteState
		var report *exporter.Report
		err := full
		for calls := 0; errors.Is(err, full); calls++ {
			if calls > 10 {
				t.Fatal("it does not end")
			}
			var out bytes.Buffer
			limit := 100 * (calls + 1)
			report, err = exporter.Write(t.Context(), api.Client(), &out, exporter.Options{
				Format: format, Every: 1, From: at, Save: func(now exporter.WriteState) error {
					if now.Rows > limit {
						return full
					}
					parts.Write(out.Bytes())
					out.Reset()
					at = &now
					return nil
				},
			})
			if err == nil {
				parts.Write(out.Bytes())
			}
		}
		if err != nil || report.Rows != 250 || report.Resumed != 200 || report.Bytes != int64(whole.Len()) {
			t.Errorf("%s: %s, %v", format, report, err)
		}
		if diff := cmp.Diff(whole.String(), parts.String()); diff != "" {
			t.Error(diff)
		}
	}
}

// TestRun_state: a file has a checkpoint beside it, and takes none from options.
func TestRun_state(t *testing.T) {
	t.Parallel()
	for name, opts := range map[string]exporter.Options{
		"save": {Save: func(exporter.WriteState) error { return nil }}, "from": {From: &exporter.WriteState{}},
	} {
		file := t.TempDir() + "/contacts.csv"
		_, err := exporter.Run(t.Context(), cuedesktest.NewServer().Client(), file, opts)
		if !errors.Is(err, cuedesk.ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
}
