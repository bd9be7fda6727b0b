package main

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go"
)

// customPrefix begins the header of a column of custom values.
const customPrefix = "custom_fields."

var (
	wholeNumber = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)
	anyNumber   = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?$`)
)

// readCSV reads contacts with a header of the API's names. An empty cell is no value.
func readCSV(raw []byte) ([]record, error) {
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	header, err := reader.Read()
	if errors.Is(err, io.EOF) {
		return nil, errors.New("there is no header")
	}
	if err != nil {
		return nil, err
	}
	if sorted := slices.Sorted(slices.Values(header)); len(slices.Compact(sorted)) < len(header) {
		return nil, errors.New("a column is there twice")
	}
	if err := checkHeader(header); err != nil {
		return nil, err
	}
	var records []record
	columns := map[string]map[int]string{} // cells of custom fields by row
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		line, _ := reader.FieldPos(0)
		records = append(records, fromRow(fmt.Sprintf("line %d", line), header, row, len(records), columns))
	}
	for key, cells := range columns {
		for n, value := range typed(cells) {
			records[n].custom[key] = value
		}
	}
	return records, nil
}

// fromRow reads a row, but for the custom values: they are gathered by column, because their type depends on all.
func fromRow(where string, header, row []string, n int, columns map[string]map[int]string) record {
	r := record{where: where, fields: map[string]string{}, custom: map[string]jsontext.Value{}}
	for i, cell := range row {
		key, custom := strings.CutPrefix(header[i], customPrefix)
		switch {
		case cell == "":
		case custom && columns[key] == nil:
			columns[key] = map[int]string{n: cell}
		case custom:
			columns[key][n] = cell
		default:
			r.fields[header[i]] = cell
		}
	}
	return r
}

// typed returns the cells of a column as JSON: numbers or booleans if all of them are, else text.
func typed(cells map[int]string) map[int]jsontext.Value {
	all := slices.Collect(maps.Values(cells))
	bare := every(all, anyNumber.MatchString) || every(all, func(cell string) bool {
		return cell == "true" || cell == "false"
	})
	values := map[int]jsontext.Value{}
	for n, cell := range cells {
		values[n] = jsontext.Value(cell)
		if !bare {
			raw, _ := json.Marshal(strings.ToValidUTF8(cell, "\uFFFD")) // text has a JSON form
			values[n] = raw
		}
	}
	return values
}

// typeOf returns the type of custom field that can hold all the values, and the options that it needs.
func typeOf(values []jsontext.Value) (cuedesk.FieldType, []string, error) {
	kinds := map[jsontext.Kind]bool{}
	for _, value := range values {
		kind := value.Kind()
		if kind == 'f' {
			kind = 't'
		}
		kinds[kind] = true
	}
	switch {
	case len(kinds) > 1:
	case kinds['"']:
		return textType(values), nil, nil
	case kinds['t']:
		return cuedesk.FieldCheckbox, nil, nil
	case kinds['0'] && every(values, func(v jsontext.Value) bool { return wholeNumber.Match(v) }):
		return cuedesk.FieldInteger, nil, nil
	case kinds['0']:
		return cuedesk.FieldDecimal, nil, nil
	case kinds['[']:
		options, err := optionsOf(values)
		return cuedesk.FieldMultiselect, options, err
	}
	return "", nil, errors.New("its values must be all text, all numbers, all booleans, or all arrays of text")
}

// textType tells dates and times from other text.
func textType(values []jsontext.Value) cuedesk.FieldType {
	parse := func(layout string) func(jsontext.Value) bool {
		return func(v jsontext.Value) bool {
			text, _ := jsontext.AppendUnquote(nil, v) // it is a string, and valid
			_, err := time.Parse(layout, string(text))
			return err == nil
		}
	}
	switch {
	case every(values, parse(time.DateOnly)):
		return cuedesk.FieldDate
	case every(values, parse(time.RFC3339)):
		return cuedesk.FieldDateTime
	}
	return cuedesk.FieldText
}

// optionsOf returns all that the arrays hold.
func optionsOf(values []jsontext.Value) ([]string, error) {
	var options []string
	for _, value := range values {
		var some []string
		if err := json.Unmarshal(value, &some); err != nil {
			return nil, errors.New("its arrays must hold text")
		}
		options = append(options, some...)
	}
	slices.Sort(options)
	return slices.Compact(options), nil
}

func every[T any](items []T, test func(T) bool) bool {
	return !slices.ContainsFunc(items, func(item T) bool { return !test(item) })
}
