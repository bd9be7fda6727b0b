package cuedeskotel_test

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	cuedeskotel "github.com/cuedesk/cuedesk-go/otel"
)

// readmeBlock is what the README of the repository shows.
func readmeBlock(ctx context.Context, client *cuedesk.Client) error {
	telemetry, err := cuedeskotel.New(cuedeskotel.Options{})
	if err != nil {
		return err
	}
	traced, err := client.With(cuedeskotel.WithTelemetry(telemetry))
	if err != nil {
		return err
	}
	_, err = traced.Contacts.List(ctx, cuedesk.ListContactsOptions{})
	return err
}

// TestREADME: the block of the README that uses this package is the function above, which runs.
func TestREADME(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	source, err := os.ReadFile("readme_test.go")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, block := range regexp.MustCompile("(?ms)^```go\n(.*?)^```$").FindAllStringSubmatch(string(page), -1) {
		if !strings.Contains(block[1], "cuedeskotel.") {
			continue
		}
		found++
		indented := "\t" + strings.ReplaceAll(strings.TrimSuffix(block[1], "\n"), "\n", "\n\t") + "\n}\n"
		if !strings.Contains(string(source), indented) {
			t.Errorf("the block is not the function:\n%s", indented)
		}
	}
	if found != 1 {
		t.Errorf("%d blocks use this package", found)
	}
	if err := readmeBlock(t.Context(), cuedesktest.NewServer().Client()); err != nil {
		t.Error(err)
	}
}
