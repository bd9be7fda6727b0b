package cluster

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/klauspost/compress/s2"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/importer"
)

// messageRow is a row in a message. Custom values stay as they are written: a number is not rounded.
type messageRow struct {
	Line    int                       `json:"line"`
	Contact cuedesk.ContactCreate     `json:"contact"`
	Custom  map[string]jsontext.Value `json:"custom,omitzero"`
}

// maxBatchBytes is how large the rows of a message may be when they are read.
const maxBatchBytes = 256 << 20

// encodeRows returns the message of a batch.
func encodeRows(rows []importer.Row) ([]byte, error) {
	out := make([]messageRow, 0, len(rows))
	for _, row := range rows {
		m := messageRow{Line: row.Line, Contact: row.Contact}
		m.Contact.CustomFields = nil
		for key, value := range row.Contact.CustomFields {
			raw, err := json.Marshal(value)
			if err != nil {
				return nil, fmt.Errorf("line %d: %w", row.Line, err)
			}
			if m.Custom == nil {
				m.Custom = make(map[string]jsontext.Value, len(row.Contact.CustomFields))
			}
			m.Custom[key] = raw
		}
		out = append(out, m)
	}
	data, err := json.Marshal(out)
	if err != nil {
		return nil, err
	}
	return s2.Encode(nil, data), nil
}

// decodeRows returns the rows of a message.
func decodeRows(message []byte) ([]importer.Row, error) {
	if n, err := s2.DecodedLen(message); err != nil || n > maxBatchBytes {
		return nil, errors.Join(errors.New("the batch is damaged"), err)
	}
	data, err := s2.Decode(nil, message)
	if err != nil {
		return nil, fmt.Errorf("the batch is damaged: %w", err)
	}
	var in []messageRow
	if err := json.Unmarshal(data, &in); err != nil {
		return nil, fmt.Errorf("the batch is damaged: %w", err)
	}
	rows := make([]importer.Row, 0, len(in))
	for _, m := range in {
		if m.Custom != nil {
			m.Contact.CustomFields = make(map[string]any, len(m.Custom))
			for key, raw := range m.Custom {
				if m.Contact.CustomFields[key], err = customValue(raw); err != nil {
					return nil, fmt.Errorf("the batch is damaged: %w", err)
				}
			}
		}
		rows = append(rows, importer.Row{Line: m.Line, Contact: m.Contact})
	}
	return rows, nil
}

// customValue returns a value of the same JSON: an integer stays one, and a number that
// would be rounded stays as it is written.
func customValue(raw jsontext.Value) (any, error) {
	if raw.Kind() != '0' {
		if kind := raw.Kind(); kind == '{' || kind == '[' {
			return raw, nil
		}
		var value any
		err := json.Unmarshal(raw, &value)
		return value, err
	}
	if n, err := strconv.ParseInt(string(raw), 10, 64); err == nil {
		return n, nil
	}
	if f, _ := strconv.ParseFloat(string(raw), 64); strconv.FormatFloat(f, 'g', -1, 64) == string(raw) {
		return f, nil
	}
	return raw, nil
}

// digest tells one source with its options from another.
type digest struct{ sum hash.Hash }

// newDigest returns that of an import without rows.
func newDigest(o importer.Options) digest {
	d := digest{sha256.New()}
	_, _ = fmt.Fprintf(d.sum, "%v %v %v %v %v\n", o.MatchOn, o.MergeType, o.ListID, o.Repeats, o.Distinguish)
	return d
}

// add takes in a row.
func (d digest) add(row importer.Row) {
	_, _ = fmt.Fprintf(d.sum, "%d ", row.Line)
	_ = json.MarshalWrite(d.sum, row.Contact, json.Deterministic(true), jsontext.AllowInvalidUTF8(true))
}

func (d digest) text() string { return hex.EncodeToString(d.sum.Sum(nil)[:16]) }
