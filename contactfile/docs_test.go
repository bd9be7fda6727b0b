package contactfile

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// code sets names as code, in one line.
func code(names []string) string {
	var out []string
	for _, name := range names {
		out = append(out, "`"+name+"`")
	}
	return strings.Join(out, ", ")
}

// columnsByField writes a line of a table for each field.
func columnsByField(start string, columns []presetColumn) string {
	var fields []Field
	byField := map[Field][]string{}
	for _, column := range columns {
		if byField[column.field] == nil {
			fields = append(fields, column.field)
		}
		byField[column.field] = append(byField[column.field], column.name)
	}
	var out strings.Builder
	for _, field := range fields {
		fmt.Fprintf(&out, "|%s %s | %s |\n", start, field, code(byField[field]))
	}
	return out.String()
}

func presetTable() string {
	var out strings.Builder
	out.WriteString("| preset | recognised by |\n|---|---|\n")
	for _, p := range presets {
		var marks []string
		for _, names := range p.marks {
			marks = append(marks, code(names))
		}
		fmt.Fprintf(&out, "| `%s` | %s |\n", p.name, strings.Join(marks, "; or "))
	}
	return out.String()
}

func presetColumnTable() string {
	var out strings.Builder
	out.WriteString("| preset | field | columns, the most wanted first |\n|---|---|---|\n")
	for _, p := range presets {
		out.WriteString(columnsByField(" `"+p.name+"` |", p.columns))
	}
	return out.String()
}

func aliasTable() string {
	return "| field | names |\n|---|---|\n" + columnsByField("", aliases)
}

// firstColumn writes the first column of a table, which the document continues.
func firstColumn(names []string) []string {
	var lines []string
	for _, name := range names {
		lines = append(lines, "\n| `"+name+"` | ")
	}
	return lines
}

func TestDocument(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile("../docs/contactfile.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(data)
	for _, table := range []string{presetTable(), presetColumnTable(), aliasTable()} {
		if !strings.Contains(doc, "\n\n"+table+"\n") {
			t.Errorf("docs/contactfile.md does not have this table:\n%s", table)
		}
	}
	example, err := os.ReadFile("example_test.go")
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(doc, "```go\nrows := ")
	block, _, _ = strings.Cut("rows := "+block, "\n```\n")
	if block = "\t" + strings.ReplaceAll(block, "\n", "\n\t") + "\n"; !strings.Contains(string(example), block) ||
		!strings.Contains(block, "importer.Run(") {
		t.Errorf("docs/contactfile.md imports rows by lines that are not those of Example_import:\n%s", block)
	}
	var kinds []string
	for _, kind := range append(Kinds(), LooksLikeRow, CharacterLost, Garbled, LooksLikeHeader) {
		kinds = append(kinds, string(kind))
	}
	var options []string
	for field := range reflect.TypeFor[Options]().Fields() {
		options = append(options, field.Name)
	}
	for _, line := range slices.Concat(firstColumn(kinds), firstColumn(options)) {
		if strings.Count(doc, line) != 1 {
			t.Errorf("docs/contactfile.md has no line, or several, that begin with %q", line)
		}
	}
}
