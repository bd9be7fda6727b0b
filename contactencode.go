package cuedesk

import (
	"math"
	"slices"
	"strconv"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// The bodies with contacts that are encoded here; without AppendJSON, and where it
// gives up, they are encoded by their tags, which gives the same bytes.
type (
	createBody ContactCreate
	bulkBody   BulkCreate
)

// AppendJSON implements [rest.Appender].
func (b *createBody) AppendJSON(dst []byte) ([]byte, bool) {
	keys := newKeyList()
	defer keys.free()
	return keys.appendContact(dst, (*ContactCreate)(b))
}

// AppendJSON implements [rest.Appender].
func (b *bulkBody) AppendJSON(dst []byte) (_ []byte, ok bool) {
	keys := newKeyList()
	defer keys.free()
	dst = append(dst, `{"contacts":[`...)
	for i := range b.Contacts {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, ok = keys.appendContact(dst, &b.Contacts[i]); !ok {
			return dst, false
		}
	}
	dst = append(dst, ']')
	if !b.ListID.IsZero() {
		dst = append(dst, `,"contact_list_uuid":"`+b.ListID.String()+`"`...)
	}
	if dst, ok = appendMember(dst, "match_on_field", string(b.MatchOn)); !ok {
		return dst, false
	}
	if dst, ok = appendMember(dst, "merge_type", string(b.MergeType)); !ok {
		return dst, false
	}
	return append(dst, '}'), true
}

// appendContact appends a new contact, or gives up.
func (k *keyList) appendContact(dst []byte, in *ContactCreate) (_ []byte, ok bool) {
	dst = append(dst, '{')
	for _, m := range [...]struct{ name, text string }{
		{"first_name", in.FirstName},
		{"last_name", in.LastName},
		{"external_contact_id", in.ExternalContactID},
		{"email", in.Email},
		{"phone_number", in.PhoneNumber},
		{"whatsapp_id", in.WhatsAppID},
		{"fb_messenger_id", in.FBMessengerID},
	} {
		if dst, ok = appendMember(dst, m.name, m.text); !ok {
			return dst, false
		}
	}
	if in.CustomFields != nil {
		dst = append(appendComma(dst), `"custom_fields":`...)
		if dst, ok = k.appendValues(dst, in.CustomFields); !ok {
			return dst, false
		}
	}
	return append(dst, '}'), true
}

// appendMember appends a member with text to an object, unless the text is empty.
func appendMember(dst []byte, name, text string) ([]byte, bool) {
	if text == "" {
		return dst, true
	}
	dst = append(appendComma(dst), '"')
	dst = append(dst, name...)
	dst = append(dst, '"', ':')
	return appendText(dst, text)
}

// appendComma appends what belongs before a member.
func appendComma(dst []byte) []byte {
	if dst[len(dst)-1] == '{' {
		return dst
	}
	return append(dst, ',')
}

// appendText appends a string. Text that is not UTF-8 is left to the JSON package,
// whose error says where it is.
func appendText(dst []byte, text string) ([]byte, bool) {
	if isPlain(text) {
		dst = append(dst, '"')
		dst = append(dst, text...)
		return append(dst, '"'), true
	}
	dst, err := jsontext.AppendQuote(dst, text)
	return dst, err == nil
}

// isPlain reports whether text is ASCII that needs no escapes.
func isPlain(text string) bool {
	for i := range len(text) {
		if !plainBytes[text[i]] {
			return false
		}
	}
	return true
}

var plainBytes = func() (plain [256]bool) {
	for i := range 0x7f {
		plain[i] = i >= ' ' && i != '"' && i != '\\'
	}
	return plain
}()

// keyList has the keys of custom values in order. Most contacts have the same ones,
// which are then sorted once.
type keyList []string

var keyLists = sync.Pool{New: func() any { return new(keyList) }}

func newKeyList() *keyList {
	k, _ := keyLists.Get().(*keyList)
	return k
}

// maxKeys is how many keys are kept for the next body.
const maxKeys = 64

// free gives the list to the next body.
func (k *keyList) free() {
	if len(*k) <= maxKeys {
		keyLists.Put(k)
	}
}

// set makes the list that of the values.
func (k *keyList) set(values map[string]any) {
	if k.isOf(values) {
		return
	}
	clear(*k)
	*k = (*k)[:0]
	for key := range values {
		*k = append(*k, key)
	}
	slices.Sort(*k)
}

func (k *keyList) isOf(values map[string]any) bool {
	if len(*k) != len(values) {
		return false
	}
	for _, key := range *k {
		if _, ok := values[key]; !ok {
			return false
		}
	}
	return true
}

// appendValues appends custom values in the order of their keys.
func (k *keyList) appendValues(dst []byte, values map[string]any) (_ []byte, ok bool) {
	k.set(values)
	dst = append(dst, '{')
	for _, key := range *k {
		if dst, ok = appendText(appendComma(dst), key); !ok {
			return dst, false
		}
		if dst, ok = appendAny(append(dst, ':'), values[key]); !ok {
			return dst, false
		}
	}
	return append(dst, '}'), true
}

// appendAny appends a value of a type that custom fields often have; any other is
// encoded by the JSON package.
func appendAny(dst []byte, value any) ([]byte, bool) {
	switch value := value.(type) {
	case nil:
		return append(dst, "null"...), true
	case string:
		return appendText(dst, value)
	case bool:
		return strconv.AppendBool(dst, value), true
	case int:
		return strconv.AppendInt(dst, int64(value), 10), true
	case int64:
		return strconv.AppendInt(dst, value, 10), true
	case float64:
		if abs := math.Abs(value); value == 0 || abs >= 1e-6 && abs < 1e21 { // beyond, exponents
			return strconv.AppendFloat(dst, value, 'f', -1, 64), true
		}
	case []string:
		return appendTexts(dst, value)
	}
	data, err := json.Marshal(value, json.Deterministic(true))
	return append(dst, data...), err == nil
}

func appendTexts(dst []byte, texts []string) (_ []byte, ok bool) {
	dst = append(dst, '[')
	for i, text := range texts {
		if i > 0 {
			dst = append(dst, ',')
		}
		if dst, ok = appendText(dst, text); !ok {
			return dst, false
		}
	}
	return append(dst, ']'), true
}
