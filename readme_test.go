//go:build !race

package cuedesk_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/doc/comment"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/internal/typecheck"
)

// blockImports are the packages that a block of code may use without importing
// them.
var blockImports = map[string]string{
	"cuedesk":     "github.com/cuedesk/cuedesk-go",
	"cuedesktest": "github.com/cuedesk/cuedesk-go/cuedesktest",
	"context":     "context",
	"errors":      "errors",
	"fmt":         "fmt",
	"log":         "log",
	"exporter":    "github.com/cuedesk/cuedesk-go/exporter",
	"importer":    "github.com/cuedesk/cuedesk-go/importer",
	"nexadesk":    "github.com/cuedesk/cuedesk-go/nexadesk",
	"orgcrm":      "github.com/cuedesk/cuedesk-go/orgcrm",
	"os":          "os",
	"slices":      "slices",
	"slog":        "log/slog",
	"strings":     "strings",
	"time":        "time",

	"nexadesktest": "github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest",
	"orgcrmtest":   "github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest",
}

// blockClients are the pages whose blocks must compile, and the package of the
// client that their blocks have in scope.
var blockClients = map[string]string{"README.md": "cuedesk", "docs/nexadesk.md": "nexadesk", "docs/orgcrm.md": "orgcrm"}

// blockScope is what a block that is no whole file has in scope, CLIENT being the
// package of the client.
const blockScope = `ctx context.Context, client *CLIENT.Client, token string, err error, id, contactID CLIENT.ContactID,
	listID cuedesk.ListID, contacts []CLIENT.ContactCreate, contact *CLIENT.Contact, list *cuedesk.List`

// TestDocs_codeBlocks checks each block of Go in the README and in the pages of
// the clients of other systems.
func TestDocs_codeBlocks(t *testing.T) {
	t.Parallel()
	for page, client := range blockClients {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		blocks := regexp.MustCompile("(?ms)^```go\n(.*?)^```$").FindAllSubmatchIndex(text, -1)
		if len(blocks) < 4 {
			t.Fatalf("%s: %d blocks", page, len(blocks))
		}
		for _, at := range blocks {
			if strings.Contains(string(text[at[2]:at[3]]), "cuedeskotel.") {
				continue // of another module, whose tests compile it
			}
			line := 1 + strings.Count(string(text[:at[2]]), "\n")
			if err := typecheck.Source(t, wholeFile(string(text[at[2]:at[3]]), client)); err != nil {
				t.Errorf("%s: block from line %d: %v", page, line, err)
			}
		}
	}
}

// TestDocs_packageComments checks each block of code in doc.go. They are
// shorter than programs: variables may be left unused there.
func TestDocs_packageComments(t *testing.T) {
	t.Parallel()
	for name, client := range map[string]string{
		"doc.go": "cuedesk", "nexadesk/doc.go": "nexadesk",
		"orgcrm/doc.go": "orgcrm",
	} {
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		var p comment.Parser
		for _, block := range p.Parse(file.Doc.Text()).Content {
			code, ok := block.(*comment.Code)
			if !ok {
				continue
			}
			if err := typecheck.Source(t, wholeFile(code.Text+useVariables(code.Text), client)); err != nil {
				t.Errorf("%s: %v in\n%s", name, err, code.Text)
			}
		}
	}
}

// wholeFile makes a file of a block, unless it is one; client is the package of the
// client in scope.
func wholeFile(block, client string) string {
	if strings.HasPrefix(block, "package ") {
		return block
	}
	scope := strings.ReplaceAll(blockScope, "CLIENT", client)
	body := "func _(" + scope + ") error {\n{\n" + block + "\n}\nreturn nil\n}\n" // may redeclare what is in scope
	var imports strings.Builder
	for _, name := range slices.Sorted(maps.Keys(blockImports)) {
		if regexp.MustCompile(`\b` + name + `\.[A-Z]`).MatchString(body) {
			fmt.Fprintf(&imports, "import %q\n", blockImports[name])
		}
	}
	return "package block\n" + imports.String() + body
}

// useVariables returns statements that use the variables of a block.
func useVariables(block string) string {
	file, err := parser.ParseFile(token.NewFileSet(), "", "package block\nfunc _() {\n"+block+"\n}", 0)
	if err != nil {
		return ""
	}
	var uses strings.Builder
	for _, stmt := range file.Decls[0].(*ast.FuncDecl).Body.List {
		assign, ok := stmt.(*ast.AssignStmt)
		if !ok {
			continue
		}
		for _, left := range assign.Lhs {
			if name, ok := left.(*ast.Ident); ok && name.Name != "_" {
				fmt.Fprintf(&uses, "_ = %s\n", name.Name)
			}
		}
	}
	return uses.String()
}

// TestDocs_links checks that the files exist that the documents link to.
func TestDocs_links(t *testing.T) {
	t.Parallel()
	for _, page := range documents(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		prose := regexp.MustCompile("(?ms)^```.*?^```$").ReplaceAllLiteral(text, nil)
		for _, link := range regexp.MustCompile(`\]\(([^):#]+)(#[^)]*)?\)`).FindAllStringSubmatch(string(prose), -1) {
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), link[1])); err != nil {
				t.Errorf("%s: %v", page, err)
			}
		}
	}
}

// documents returns all Markdown files of the repository.
func documents(t *testing.T) (names []string) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // what another test has made, and removed since
		}
		if err == nil && entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == ".git") {
			return filepath.SkipDir
		}
		if filepath.Ext(path) == ".md" {
			names = append(names, path)
		}
		return err
	})
	if err != nil || len(names) < 20 {
		t.Fatalf("found %d documents, %v", len(names), err)
	}
	return names
}

// TestDocs_options: every option has an example.
func TestDocs_options(t *testing.T) {
	t.Parallel()
	resttest.OptionsExampled(t)
}

// TestDocs_examples checks that there is an example, with output, for
// each method of the services and of a job.
func TestDocs_examples(t *testing.T) {
	t.Parallel()
	resttest.Exampled(t,
		reflect.TypeFor[*cuedesk.ContactsService](), reflect.TypeFor[*cuedesk.ListsService](),
		reflect.TypeFor[*cuedesk.CustomFieldsService](), reflect.TypeFor[*cuedesk.NotesService](),
		reflect.TypeFor[*cuedesk.BulkService](), reflect.TypeFor[*cuedesk.Job](),
	)
}
