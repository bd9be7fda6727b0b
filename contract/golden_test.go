package contract

import (
	"bufio"
	"bytes"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"pgregory.net/rapid"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// goldenPath holds the documentation's examples as HTTP messages, a folder for each operation and one for errors.
const goldenPath = "../testdata/golden"

// transport answers requests with a function.
type transport func(*http.Request) (*http.Response, error)

// RoundTrip is part of [http.RoundTripper].
func (f transport) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// goldenFile opens a golden message.
func goldenFile(t rapid.TB, path ...string) *bufio.Reader {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(append([]string{goldenPath}, path...)...))
	if err != nil {
		t.Fatal(err)
	}
	return bufio.NewReader(bytes.NewReader(text))
}

func goldenRequest(t *testing.T, folder string) *http.Request {
	t.Helper()
	req, err := http.ReadRequest(goldenFile(t, folder, "request.http"))
	if err != nil {
		t.Fatal(err)
	}
	req = req.WithContext(t.Context())
	req.RequestURI, req.URL.Scheme, req.URL.Host = "", "https", req.Host
	return req
}

// golden answers with a golden response.
func golden(t rapid.TB, path ...string) transport {
	t.Helper()
	return func(r *http.Request) (*http.Response, error) { return http.ReadResponse(goldenFile(t, path...), r) }
}

// folders returns the folders of golden messages, but that of the errors.
func folders(t *testing.T) []string {
	t.Helper()
	entries, err := os.ReadDir(goldenPath)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, entry := range entries {
		if entry.IsDir() && entry.Name() != "errors" {
			names = append(names, entry.Name())
		}
	}
	return names
}

// TestGolden holds the golden messages to the document, and wants them for each operation.
func TestGolden(t *testing.T) {
	t.Parallel()
	called := newCoverage()
	for _, folder := range folders(t) {
		v := newValidator(t, golden(t, folder, "response.http"))
		resp, err := v.RoundTrip(goldenRequest(t, folder))
		if err != nil {
			t.Fatalf("%s: %v", folder, err)
		}
		resp.Body.Close()
		failOn(t, "violations in "+folder, v.found())
		for operation := range v.calls {
			called.called(operation)
			if !named(folder, operation) {
				t.Errorf("%s has a request of %s", folder, operation)
			}
		}
	}
	failOn(t, "operations", called.uncalled(openDocument(t)))
}

// named reports whether a folder is called after an operation, which some have several of.
func named(folder, operation string) bool {
	kebab := kebabCase(operation)
	return folder == kebab || strings.HasPrefix(folder, kebab+"-")
}

// kebabCase returns createContact as create-contact.
func kebabCase(name string) string {
	var kebab strings.Builder
	for _, letter := range name {
		if unicode.IsUpper(letter) {
			kebab.WriteByte('-')
		}
		kebab.WriteRune(unicode.ToLower(letter))
	}
	return kebab.String()
}

// TestGolden_errors holds the golden errors to the document, as answers to each operation that has them.
func TestGolden_errors(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(goldenPath, "errors", "*.http"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no golden errors, or %v", err)
	}
	for _, path := range files {
		file := filepath.Base(path)
		status, err := strconv.Atoi(strings.TrimSuffix(file, ".http"))
		if err != nil {
			t.Fatalf("%s is called after no status", file)
		}
		v := newValidator(t, golden(t, "errors", file))
		w := newCoverRun(t.Context(), t, v, cuedesktest.BaseURL, nil)
		for operation, call := range calls {
			if slices.Contains(v.doc.statuses[operation], status) {
				_, err := call(w.ctx, w.Client)
				w.fails(status, err)
			}
		}
		failOn(t, "violations in "+file, v.found())
		if len(v.calls) == 0 {
			t.Errorf("%s: no operation has the status", file)
		}
	}
}
