// Package exportname says which format the name of an export's file asks for.
package exportname

import (
	"cmp"
	"fmt"
	"path/filepath"
	"strings"
)

// formats are those that a file's name asks for by its ending; an empty one cannot be written.
var formats = map[string]string{
	".ndjson": "ndjson", ".jsonl": "ndjson",
	".json": "", ".tsv": "", ".xlsx": "", ".xls": "", ".ods": "", ".vcf": "", ".gz": "", ".zip": "", ".zst": "",
}

// Format returns csv or ndjson, or refuses the name of a file that would be neither.
func Format(name string) (string, error) {
	ending := strings.ToLower(filepath.Ext(name))
	format, known := formats[ending]
	if known && format == "" {
		return "", fmt.Errorf("%s: a %s file is not what is written", name, ending)
	}
	return cmp.Or(format, "csv"), nil
}
