package importer

import (
	"crypto/sha256"
	"encoding/binary"
	"maps"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
)

// digestSize is the length of a row's digest, in bytes: too little to tell whose row it is.
const digestSize = 4

// digester makes the digests of rows. It keeps its memory from one row to the next.
type digester struct {
	row  []byte
	keys []string
}

// append appends the digest of a row to dst.
func (d *digester) append(dst, salt []byte, in *cuedesk.ContactCreate) []byte {
	d.row = append(d.row[:0], salt...)
	for _, f := range textFields {
		d.add('t', *f.in(in))
	}
	d.sortKeys(in.CustomFields)
	for _, key := range d.keys {
		d.add('k', key)
		d.addValue(in.CustomFields[key])
	}
	sum := sha256.Sum256(d.row)
	return append(dst, sum[:digestSize]...)
}

// sortKeys makes keys those of the values, sorted. Most rows have those of the row before.
func (d *digester) sortKeys(values map[string]any) {
	same := len(d.keys) == len(values)
	for i := 0; same && i < len(d.keys); i++ {
		_, same = values[d.keys[i]]
	}
	if !same {
		d.keys = slices.AppendSeq(d.keys[:0], maps.Keys(values))
		slices.Sort(d.keys)
	}
}

// add adds a text with its kind and length, so that no two rows are the same bytes.
func (d *digester) add(kind byte, text string) {
	d.row = binary.AppendUvarint(append(d.row, kind), uint64(len(text)))
	d.row = append(d.row, text...)
}

// addValue adds a custom value: what is sent of it decides, not its Go type.
func (d *digester) addValue(value any) {
	switch v := value.(type) {
	case string:
		d.add('s', v)
	case int:
		var text [20]byte
		d.add('j', string(strconv.AppendInt(text[:0], int64(v), 10)))
	default:
		text, _ := json.Marshal(value, json.Deterministic(true)) // a value that does not encode is no row's here
		d.add('j', string(text))
	}
}
