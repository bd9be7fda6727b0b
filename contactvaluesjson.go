package cuedesk

import (
	"bytes"
	"slices"

	"github.com/cuedesk/cuedesk-go/internal/jsonscan"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// readCustomValues reads an object with custom values. An empty array is how PHP
// encodes an empty object.
func (d *contactDecoder) readCustomValues() error {
	kind, from := d.scan.Kind(), d.scan.At()
	if kind != '{' {
		if value := d.scan.Value(); kind != 'n' && !jsonscan.IsEmptyArray(value) {
			return rest.Misfit[CustomValues](value)
		}
		return nil
	}
	d.scan.Open()
	d.names, d.escaped = d.names[:0], false
	for d.scan.More() {
		if len(d.names) == maxValues {
			return rest.ShapeError("too many custom values")
		}
		name := d.readKey()
		if err := checkNested(d.scan.Value()); err != nil {
			return rest.ErrorAt(string(jsonscan.AppendString(nil, d.slice(name))), err)
		}
	}
	raw := d.scan.Slice(from, d.scan.At())
	if d.keysRepeat() {
		raw = lastWins(raw)
	}
	d.custom = d.keepJSON(raw)
	return nil
}

// readKey reads the key of a custom value.
func (d *contactDecoder) readKey() span {
	d.scan.Kind()
	from := d.scan.At()
	key := span{from, from + len(d.scan.Name())}
	d.names = append(d.names, key)
	d.escaped = d.escaped || d.scan.Escaped()
	return key
}

func (d *contactDecoder) slice(s span) []byte { return d.scan.Slice(s.from, s.to) }

// maxPairs is how many keys are compared with each other instead of sorted.
const maxPairs = 32

// keysRepeat reports whether a key of the custom values comes twice, or may do so
// because keys have escapes.
func (d *contactDecoder) keysRepeat() bool {
	if len(d.names) > maxPairs {
		slices.SortFunc(d.names, func(a, b span) int { return bytes.Compare(d.slice(a), d.slice(b)) })
	}
	for i, name := range d.names {
		others := d.names[:i]
		if len(d.names) > maxPairs {
			others = d.names[max(0, i-1):i]
		}
		for _, other := range others {
			if other.to-other.from == name.to-name.from && bytes.Equal(d.slice(other), d.slice(name)) {
				return true
			}
		}
	}
	return d.escaped
}

// lastWins returns an object with the last member of each name only.
func lastWins(object []byte) []byte {
	last := map[string]int{}
	for i, m := range jsonscan.Members(object) {
		last[m.Name] = i
	}
	out := append(make([]byte, 0, len(object)), '{')
	for i, m := range jsonscan.Members(object) {
		if last[m.Name] == i {
			out = m.AppendTo(out)
		}
	}
	return append(out, '}')
}
