package cuedesk

import (
	"bytes"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

type plainPage struct {
	Contacts   []plainContact   `json:"contacts"`
	Pagination *pagination      `json:"pagination"`
	Extra      map[string]Value `json:",embed"`
}

// contactSeeds are contacts of every kind, and what is nearly one.
var contactSeeds = []string{
	`{"uuid":"ff0556cf-fbad-4d55-94cd-119bac9df2da","workspace_uuid":"ff027904-fdbc-4c30-a533-105d1c96e1cb",` +
		`"first_name":"Bruce","last_name":"Wayne",` +
		`"external_contact_id":"batman","email":"batman@example.com","phone_number":"1234567890",` +
		`"whatsapp_id":"1234567890","fb_messenger_id":"fb_12345",` +
		`"archived":false,"created_at":"2025-12-10T10:31:34.353Z","updated_at":"2025-12-10T10:31:34.353Z",` +
		`"last_engaged_at":"2025-12-09T14:57:36Z",` +
		`"custom_fields":{"date_of_birth":"1985-02-19","subscription":"Enterprise","is_verified":true,"num_seats":450}}`,
	`{"uuid":"FF0556CFFBAD4D5594CD119BAC9DF2DA","first_name":null,"email":"a\u00e9\"\\\ud83d\ude00","archived":null,` +
		`"created_at":"2024-02-29T23:59:59.123456789+01:00"}`,
	`{"uuid":"","custom_fields":[],"last_engaged_at":"","created_at":"2025-12-10 10:31:34","updated_at":1765362694,` +
		`"new":{"a":[1,{"b":2}]},"b":-1.5e3}`,
	`{"uuid":"urn:uuid:ff0556cf-fbad-4d55-94cd-119bac9df2da","custom_fields":{"a":1,"b":2,"a":3,"\u0061":4}, ` +
		`"first_name" : "\ud800x" }`,
	`{"custom_fields":null,"created_at":"2025-02-29T00:00:00Z","updated_at":"2025-12-10T24:00:00Z",` +
		`"last_engaged_at":"2025-12-10T10:31:34,5Z"}`,
	`{"custom_fields":{"a":{"b":1,"b":2}}}`, `{"new":{"b":1,"b":2}}`, `{"new":1,"new":2}`, `{"email":"a","email":"b"}`,
	`{"email":5}`,
	`{"archived":"true"}`, `{"created_at":true}`, `{"uuid":"x"}`, `{"uuid":5}`, `{"custom_fields":"x"}`,
	`{"custom_fields":[1]}`, `{"\u0065mail":"a"}`,
	`null`, `[]`, `"x"`, ``, `{`, `{"a":`, "{\"a\":\"\xff\"}", `{"created_at":"0000-01-01T00:00:00Z"}`,
	`{"created_at":"2025-12-10T1:31:34Z"}`,
}

// FuzzContact gives any body to the decoder of a contact: it says what the JSON
// package says of the same body after the lenient readings.
func FuzzContact(f *testing.F) {
	for _, seed := range contactSeeds {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		var got Contact
		var want plainContact
		_, gotErr := decodeResult(body, &got)
		normal, odd := normalContact(body)
		wantErr := unmarshalPlain(normal, &want)
		compareDecoded(t, body, gotErr, wantErr, got, addOddMembers(want, odd))
	})
}

// FuzzPage does the same with a page.
func FuzzPage(f *testing.F) {
	const rest = `"pagination":{"limit":50,"offset":0,"total":2}`
	for _, seed := range contactSeeds {
		f.Add([]byte(`{"contacts":[`+seed+`],`+rest+`}`), 0)
		f.Add([]byte(seed), 2)
	}
	for _, seed := range []string{
		`{"contacts":null,"pagination":{"limit":50,"offset":0,"total":0}}`, `{"contacts":null,` + rest + `}`,
		`{"contacts":[],` + rest + `,"x":"\ud800"}`,
		`{` + rest + `,"contacts":[],"x":1,"x":2}`, `{"contacts":[],"contacts":[],` + rest + `}`, `{"contacts":[],` + rest +
			`,` + rest + `}`,
		`{"contacts":[],"pagination":{"limit":1.0}}`, `{"contacts":[],"pagination":{"limit":99999999999999999999}}`,
		`{"contacts":[],"pagination":null}`, `{"contacts":{}}`,
	} {
		f.Add([]byte(seed), 0)
	}
	f.Fuzz(func(t *testing.T, body []byte, copies int) {
		if copies > 0 { // a page of the same contact
			items := bytes.Repeat(append([]byte(","), body...), min(copies, 200))
			body = []byte(`{"contacts":[` + string(items[1:]) + `],` + rest + `}`)
		}
		var got Page[Contact]
		_, gotErr := decodeResult(body, &got)
		want, wantErr := decodePlainPage(body)
		compareDecoded(t, body, gotErr, wantErr, got, want)
	})
}

func unmarshalPlain(body []byte, out any) error {
	if !utf8.Valid(body) {
		return errPageShape
	}
	return json.Unmarshal(body, out, jsontext.AllowInvalidUTF8(true))
}

func compareDecoded[T any](t *testing.T, body []byte, gotErr, wantErr error, got, want T) {
	t.Helper()
	if (gotErr == nil) != (wantErr == nil) {
		t.Fatalf("%s\nby hand: %v\nby tags: %v", body, gotErr, wantErr)
	}
	if gotErr == nil && !reflect.DeepEqual(got, want) {
		t.Errorf("%q\nby hand: %+v\nby tags: %+v", body, got, want)
	}
	if _, err := json.Marshal(got); gotErr == nil && err != nil {
		t.Errorf("%s\ndoes not encode: %v", body, err)
	}
}

func decodePlainPage(body []byte) (page Page[Contact], err error) {
	var plain plainPage
	normal, odd := normalPage(body)
	if err := unmarshalPlain(normal, &plain); err != nil {
		return page, err
	}
	where := plain.Pagination
	empty := plain.Contacts == nil && strings.Contains(string(body), "null")
	if where == nil || where.Limit < 1 || len(plain.Contacts) > max(where.Limit, 100) || plain.Contacts == nil &&
		(!empty || where.Total != 0) {
		return page, errPageShape
	}
	page = Page[Contact]{[]Contact{}, where.Limit, where.Offset, where.Total, plain.Extra}
	for i, c := range plain.Contacts {
		if c.ID.IsZero() {
			return page, errPageShape
		}
		page.Items = append(page.Items, addOddMembers(c, odd[i]))
	}
	return page, nil
}

// addOddMembers adds what the lenient readings keep.
func addOddMembers(c plainContact, odd map[string]Value) Contact {
	if len(odd) > 0 {
		extra := maps.Clone(c.Extra)
		if extra == nil {
			extra = map[string]Value{}
		}
		maps.Copy(extra, odd)
		c.Extra = extra
	}
	return Contact(c)
}

// plainMembers splits an object by means of the JSON package; false if it is not an object.
func plainMembers(object []byte) (members []plainMember, ok bool) {
	dec := jsontext.NewDecoder(bytes.NewReader(object), jsontext.AllowDuplicateNames(true),
		jsontext.AllowInvalidUTF8(true))
	if token, err := dec.ReadToken(); err != nil || token.Kind() != '{' {
		return nil, false
	}
	for dec.PeekKind() == '"' {
		quoted, err := dec.ReadValue()
		if err != nil {
			return nil, false
		}
		text, _ := jsontext.AppendUnquote(nil, quoted)
		m := plainMember{name: string(text), quoted: quoted.Clone()}
		value, err := dec.ReadValue()
		if err != nil {
			return nil, false
		}
		m.value = value.Clone()
		members = append(members, m)
	}
	_, err := dec.ReadToken()
	return members, utf8.Valid(object) && err == nil && dec.PeekKind() == jsontext.KindInvalid &&
		len(bytes.TrimSpace(object[dec.InputOffset():])) == 0
}

type plainMember struct {
	name          string
	quoted, value jsontext.Value
}

func joinMembers(members []plainMember) []byte {
	out := []byte("{")
	for i, m := range members {
		if i > 0 {
			out = append(out, ',')
		}
		out = append(append(append(out, m.quoted...), ':'), m.value...)
	}
	return append(out, '}')
}

// normalContact applies the lenient readings to a contact that has any use for
// them.
func normalContact(body []byte) (normal []byte, odd map[string]Value) {
	members, ok := plainMembers(body)
	if !ok {
		return body, nil
	}
	odd = map[string]Value{}
	seen := map[string]bool{}
	for i, m := range members {
		isTime := slices.Contains([]string{"created_at", "updated_at", "last_engaged_at"}, m.name) && !seen[m.name]
		seen[m.name] = true
		switch {
		case isTime && string(m.value) == `""`:
			members[i].value = jsontext.Value("null")
		case isTime && oddTime(m.value):
			var v Value
			_ = v.UnmarshalJSON(m.value)
			odd[m.name] = v
			members[i].value = jsontext.Value("null")
		case m.name == "custom_fields":
			members[i].value = normalValues(m.value)
		}
	}
	return joinMembers(members), odd
}

func oddTime(value jsontext.Value) bool {
	var t time.Time
	return value.Kind() == '0' || value.Kind() == '"' && json.Unmarshal(value, &t, jsontext.AllowInvalidUTF8(true)) != nil
}

func normalValues(value jsontext.Value) jsontext.Value {
	compact := value.Clone()
	if compact.Compact(jsontext.AllowDuplicateNames(true)) == nil && string(compact) == "[]" {
		return jsontext.Value("null")
	}
	members, ok := plainMembers(value)
	last := map[string]int{}
	for i, m := range members {
		last[m.name] = i
	}
	if !ok || len(last) == len(members) {
		return value
	}
	var kept []plainMember
	for i, m := range members {
		if last[m.name] == i {
			kept = append(kept, m)
		}
	}
	return joinMembers(kept)
}

// normalPage applies the lenient readings to the contacts of a page.
func normalPage(body []byte) (normal []byte, odd map[int]map[string]Value) {
	odd = map[int]map[string]Value{}
	members, ok := plainMembers(body)
	if !ok {
		return body, nil
	}
	for i, m := range members {
		var items []jsontext.Value
		if m.name != "contacts" || json.Unmarshal(m.value, &items, jsontext.AllowDuplicateNames(true),
			jsontext.AllowInvalidUTF8(true)) != nil || items == nil {
			continue
		}
		out := []byte("[")
		for j, item := range items {
			if j > 0 {
				out = append(out, ',')
			}
			var normal []byte
			normal, odd[j] = normalContact(item)
			out = append(out, normal...)
		}
		out = append(out, ']')
		members[i].value = out
	}
	return joinMembers(members), odd
}

// FuzzContactCreate encodes new contacts: the bytes are those of the JSON package.
func FuzzContactCreate(f *testing.F) {
	f.Add("Bruce", "batman@example.com", "k", []byte(`{"a":[1,"x",null,true],"b":1e300,"c":{"d":"e"}}`), 12.5, int64(7))
	f.Add("a\xff", "<&>\u2028\"\\\x00", "\x7f", []byte(`[]`), math.Copysign(0, -1), int64(-1))
	f.Fuzz(func(t *testing.T, name, text, key string, data []byte, number float64, n int64) {
		in := ContactCreate{FirstName: name, Email: text, FBMessengerID: key, CustomFields: map[string]any{
			key: text, "number": number, "n": n, "int": int(n), "texts": []string{name, text}, "bool": n > 0,
			"time": time.Unix(n%1e10, 0).UTC(),
		}}
		var value any
		if json.Unmarshal(data, &value) == nil {
			in.CustomFields["any"] = value
		}
		want, err := json.Marshal(in, json.Deterministic(true))
		got, ok := (*createBody)(&in).AppendJSON(nil)
		if ok != (err == nil) || ok && !bytes.Equal(got, want) {
			t.Errorf("by hand: %s, %v\nby tags: %s, %v", got, ok, want, err)
		}
		bulk := BulkCreate{
			Contacts: []ContactCreate{in, {}, in}, ListID: ID[List]{[16]byte{byte(n)}},
			MatchOn: MatchField(key), MergeType: MergeType(name),
		}
		want, err = json.Marshal(bulk, json.Deterministic(true))
		got, ok = (*bulkBody)(&bulk).AppendJSON(nil)
		if ok != (err == nil) || ok && !bytes.Equal(got, want) {
			t.Errorf("by hand: %s, %v\nby tags: %s, %v", got, ok, want, err)
		}
	})
}
