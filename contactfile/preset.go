package contactfile

import (
	"slices"
	"strings"
)

// preset knows the columns that a program writes.
type preset struct {
	name    string
	marks   [][]string     // the file is recognised by all names of one of these
	columns []presetColumn // the most wanted first
	others  []string       // columns that look like identifiers of the person, and are not; * ends the name of several
}

// presetColumn is a column by its name; # stands for any number.
type presetColumn struct {
	name  string
	field Field
}

// Presets returns the names of the programs whose files are recognised by their
// headers: the values of [Options].Preset.
func Presets() []string {
	names := make([]string, len(presets))
	for i, p := range presets {
		names[i] = p.name
	}
	return names
}

func presetNamed(name string) *preset {
	for _, p := range presets {
		if p.name == name {
			return p
		}
	}
	return nil
}

// recognise returns the preset whose marks are all among the names, or nil.
func recognise(names []string) *preset {
	have := map[string]bool{}
	for _, name := range names {
		have[normalise(name)] = true
		have[replaceNumbers(normalise(name))] = true
	}
	lacks := func(mark string) bool { return !have[normaliseKnown(mark)] }
	for _, p := range presets {
		if slices.ContainsFunc(p.marks, func(marks []string) bool { return !slices.ContainsFunc(marks, lacks) }) {
			return p
		}
	}
	return nil
}

// isHarmless reports whether the preset knows that a column is no identifier of
// the person.
func (p *preset) isHarmless(name string) bool {
	words := replaceNumbers(normalise(name))
	return p != nil && slices.ContainsFunc(p.others, func(other string) bool {
		known := normaliseKnown(other)
		return words == known || strings.HasSuffix(other, " *") && strings.HasPrefix(words, known+" ")
	})
}

// knownHeaders are all names of columns that are for a field.
var knownHeaders = func() map[string]bool {
	known := map[string]bool{}
	for _, p := range presets {
		for _, column := range p.columns {
			known[normaliseKnown(column.name)] = true
		}
	}
	for _, column := range aliases {
		known[normaliseKnown(column.name)] = true
	}
	return known
}()

// isKnownHeader reports whether a normalised name is that of a known column.
func isKnownHeader(name string) bool { return knownHeaders[name] || knownHeaders[replaceNumbers(name)] }
