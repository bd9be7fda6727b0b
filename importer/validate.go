package importer

import (
	"unicode/utf8"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
)

// invalid returns why a row cannot be sent, or nil: one bad value would make the
// request of a whole batch fail. by is the field that it is matched on, or nothing.
func (o *Options) invalid(row *Row, by cuedesk.MatchField) *Result {
	var fields []cuedesk.FieldError
	for _, f := range textFields {
		if !utf8.ValidString(*f.in(&row.Contact)) {
			fields = append(fields, fieldError(f.name, "unicode", "is not valid UTF-8"))
		}
	}
	for key, value := range row.Contact.CustomFields {
		if !utf8.ValidString(key) || !encodes(value) {
			fields = append(fields, fieldError("custom_fields."+cleanKey(key), "json", "cannot be written as JSON"))
		}
	}
	if len(fields) > 0 {
		return &Result{Row: *row, State: Invalid, Reason: ReasonBadValue, Fields: fields}
	}
	if by != "" {
		return nil
	}
	for _, m := range o.MatchOn {
		fields = append(fields, fieldError(string(m), "missing", "is empty"))
	}
	return &Result{Row: *row, State: Invalid, Reason: ReasonNoMatchValue, Fields: fields}
}

func fieldError(name, kind, msg string) cuedesk.FieldError {
	return cuedesk.FieldError{Type: kind, In: "body", Field: name, Msg: msg}
}

// cleanKey makes a key printable that is not text.
func cleanKey(key string) string {
	if utf8.ValidString(key) {
		return key
	}
	return "?"
}

// encodes reports whether a custom value can be written as JSON.
func encodes(value any) bool {
	switch v := value.(type) {
	case nil, bool, int, int64:
		return true
	case string:
		return utf8.ValidString(v)
	}
	_, err := json.Marshal(value)
	return err == nil
}
