package cuedesk_test

import (
	stdjson "encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go"
)

// TestID: in JSON (either library), SQL, text and as a map key.
func TestID(t *testing.T) {
	t.Parallel()
	const text = "ff0556cf-fbad-4d55-94cd-119bac9df2da"
	if got := fmt.Sprintf("%s %v", contactID, contactID); got != text+" "+text {
		t.Errorf("printed as %s", got)
	}
	value, err := contactID.Value()
	if err != nil || value != text {
		t.Errorf("SQL value %v, %v", value, err)
	}
	var scanned cuedesk.ContactID
	if err := scanned.Scan(text); err != nil || scanned != contactID {
		t.Errorf("scanned %v, %v", scanned, err)
	}
	for name, marshal := range map[string]func(any) ([]byte, error){
		"json v2":       func(v any) ([]byte, error) { return json.Marshal(v) },
		"encoding/json": stdjson.Marshal,
	} {
		data, err := marshal(map[cuedesk.ContactID]cuedesk.ContactID{contactID: contactID})
		if err != nil || string(data) != `{"`+text+`":"`+text+`"}` {
			t.Errorf("%s: %s, %v", name, data, err)
		}
	}
	if contactID.UUID != uuid.MustParse(text) {
		t.Error("the UUID inside differs")
	}
}

func TestID_UnmarshalText(t *testing.T) {
	t.Parallel()
	const text = `"ff0556cf-fbad-4d55-94cd-119bac9df2da"`
	for name, unmarshal := range map[string]func([]byte, any) error{
		"json v2":       func(data []byte, v any) error { return json.Unmarshal(data, v) },
		"encoding/json": stdjson.Unmarshal,
	} {
		for data, want := range map[string]cuedesk.ContactID{
			`null`: {}, `""`: {}, text: contactID, strings.ToUpper(text): contactID,
		} {
			var id cuedesk.ContactID
			if err := unmarshal([]byte(data), &id); err != nil || id != want {
				t.Errorf("%s: %s decodes to %v, %v", name, data, id, err)
			}
		}
		var id cuedesk.ContactID
		if err := unmarshal([]byte(`"opt-uuid-1"`), &id); err == nil {
			t.Errorf("%s: what is no UUID decodes to %v", name, id)
		}
	}
}

func TestParseID(t *testing.T) {
	t.Parallel()
	if id, err := cuedesk.ParseID[cuedesk.Contact](contactID.String()); err != nil || id != contactID {
		t.Errorf("got %v, %v", id, err)
	}
	_, err := cuedesk.ParseID[cuedesk.Contact]("bruce@example.com")
	if !errors.Is(err, cuedesk.ErrInvalid) || strings.Contains(err.Error(), "bruce") {
		t.Errorf("got %v", err)
	}
	defer func() {
		if recover() == nil {
			t.Error("MustParseID did not panic")
		}
	}()
	cuedesk.MustParseID[cuedesk.Contact]("")
}

func TestOptional(t *testing.T) {
	t.Parallel()
	type update struct {
		Name cuedesk.Optional[string] `json:"name,omitzero"`
		Rate cuedesk.Optional[int]    `json:"rate,omitzero"`
	}
	for want, in := range map[string]update{
		`{}`:                    {},
		`{"name":"x","rate":0}`: {Name: cuedesk.Set("x"), Rate: cuedesk.Set(0)},
		`{"name":""}`:           {Name: cuedesk.Set("")},
		`{"name":null}`:         {Name: cuedesk.Clear[string]()},
	} {
		v2, err2 := json.Marshal(in)
		v1, err1 := stdjson.Marshal(in)
		if err := errors.Join(err1, err2); err != nil || string(v1) != want || string(v2) != want {
			t.Errorf("%+v: %s, %s, %v, want %s", in, v1, v2, err, want)
		}
		var back update
		if err := json.Unmarshal(v2, &back); err != nil || back != in {
			t.Errorf("%s decodes to %+v, %v", v2, back, err)
		}
	}
	if v, ok := cuedesk.Set(7).Get(); v != 7 || !ok {
		t.Errorf("Set(7) has %v, %v", v, ok)
	}
	if _, ok := cuedesk.Clear[int]().Get(); ok || !cuedesk.Clear[int]().IsCleared() || cuedesk.Set(0).IsCleared() {
		t.Error("cleared and set are confused")
	}
	var number cuedesk.Optional[int]
	if err := json.Unmarshal([]byte(`"x"`), &number); err == nil {
		t.Errorf("text decodes to %+v", number)
	}
}

func customValues(t *testing.T, data string) cuedesk.CustomValues {
	t.Helper()
	var v cuedesk.CustomValues
	if err := json.Unmarshal([]byte(data), &v); err != nil {
		t.Fatal(err)
	}
	return v
}

func TestCustomValues(t *testing.T) {
	t.Parallel()
	const data = `{"seats":9007199254740993,"name":"Zoë","tags":["a","b"],"on":true,"none":null,"deep":{"x":[1]}}`
	v := customValues(t, data)
	if diff := cmp.Diff([]string{"seats", "name", "tags", "on", "none", "deep"}, v.Keys()); diff != "" || v.Len() != 6 {
		t.Errorf("keys (-want +got):\n%s", diff)
	}
	if n, err := v.Get("seats").Int64(); n != 9007199254740993 || err != nil {
		t.Errorf("seats %d, %v: rounded?", n, err)
	}
	if v.Get("name").String() != "Zoë" || v.Get("none").String() != "" || v.Get("deep").String() != `{"x":[1]}` {
		t.Errorf("%q, %q, %q", v.Get("name"), v.Get("none"), v.Get("deep"))
	}
	if v.Get("absent").Exists() || !v.Get("absent").IsNull() || !v.Get("none").Exists() || !v.Get("none").IsNull() {
		t.Error("absent and null are confused")
	}
	encoded, err := json.Marshal(v)
	if err != nil || string(encoded) != data || string(v.Raw()) != data {
		t.Errorf("encodes to %s, %v, raw %s", encoded, err, v.Raw())
	}
	var into struct {
		Seats int64    `json:"seats"`
		Tags  []string `json:"tags"`
	}
	if err := v.Decode(&into); err != nil || into.Seats != 9007199254740993 || len(into.Tags) != 2 {
		t.Errorf("decodes to %+v, %v", into, err)
	}
	if err := v.Decode(&struct {
		Name int `json:"name"`
	}{}); err == nil {
		t.Error("text decodes into a number")
	}
	for key := range v.All() {
		if key != "seats" {
			t.Errorf("goes on after break, to %s", key)
		}
		break
	}
}

// TestValue_Decode into what the caller has for it.
func TestValue_Decode(t *testing.T) {
	t.Parallel()
	v := customValues(t, `{"address":{"city":"Köln","n":9007199254740993}}`)
	var into struct {
		City string `json:"city"`
		N    int64  `json:"n"`
	}
	if err := v.Get("address").Decode(&into); err != nil || into.City != "Köln" || into.N != 9007199254740993 {
		t.Errorf("%+v, %v", into, err)
	}
	if err := v.Get("address").Decode(new(string)); err == nil {
		t.Error("an object decodes into text")
	}
	if err := v.Get("absent").Decode(&into); err == nil || err.Error() != "cuedesk: there is no value" {
		t.Errorf("no value: %v", err)
	}
}

// TestValue_surrogates does not make a contact unreadable.
func TestValue_surrogates(t *testing.T) {
	t.Parallel()
	const body = `{"contacts":[{"uuid":"ff0556cf-fbad-4d55-94cd-119bac9df2da","first_name":"a\ud800","new":"b\udc00",` +
		`"custom_fields":{"k":"c\ud83d","n":12345678901234567890}}],` +
		`"pagination":{"limit":50,"offset":0,"total":1}}`
	client := newClient(t, func(*http.Request) (*http.Response, error) { return reply(200, jsonType, body), nil })
	page, err := client.Contacts.List(t.Context(), cuedesk.ListContactsOptions{})
	if err != nil {
		t.Fatal(err)
	}
	c := page.Items[0]
	if c.FirstName != "a\uFFFD" || c.Extra["new"].String() != "b\uFFFD" || c.CustomFields.Get("k").String() != "c\uFFFD" {
		t.Errorf("%q, %q, %q", c.FirstName, c.Extra["new"], c.CustomFields.Get("k"))
	}
	if c.CustomFields.Get("n").String() != "12345678901234567890" {
		t.Errorf("rounded to %s", c.CustomFields.Get("n"))
	}
}

func TestCustomValues_Without(t *testing.T) {
	t.Parallel()
	for _, v := range []cuedesk.CustomValues{{}, customValues(t, "null"), customValues(t, "{}"), customValues(t, "[]")} {
		encoded, err := json.Marshal(v)
		if v.Len() != 0 || v.Get("x").Exists() || v.Decode(&struct{}{}) != nil || err != nil || string(encoded) != "{}" ||
			string(v.Raw()) != "{}" {
			t.Errorf("%v is not empty: %s, %v", v.Keys(), encoded, err)
		}
	}
	var v cuedesk.CustomValues
	if err := json.Unmarshal([]byte(`[1]`), &v); err == nil {
		t.Error("an array is accepted as custom values")
	}
}

// TestValue_accessors runs every accessor on every kind of JSON.
func TestValue_accessors(t *testing.T) {
	t.Parallel()
	at := time.Date(2025, 12, 10, 11, 8, 38, 55790000, time.UTC)
	tests := map[string]struct {
		integer int64
		float   float64
		boolean bool
		time    time.Time
		strings []string
		ok      string // the accessors that succeed
	}{
		`450`:                               {integer: 450, float: 450, ok: "if"},
		`-9223372036854775808`:              {integer: -1 << 63, float: -1 << 63, ok: "if"},
		`9223372036854775808`:               {float: 1 << 63, ok: "f"},
		`12.5`:                              {float: 12.5, ok: "f"},
		`1e400`:                             {},
		`true`:                              {boolean: true, ok: "b"},
		`false`:                             {ok: "b"},
		`"450"`:                             {},
		`"2025-12-10T11:08:38.055790Z"`:     {time: at, ok: "t"},
		`"2025-12-10T12:08:38.05579+01:00"`: {time: at, ok: "t"},
		`"2025-12-10"`:                      {time: at.Truncate(24 * time.Hour), ok: "t"},
		`"31/12/2025"`:                      {},
		`["a","b"]`:                         {strings: []string{"a", "b"}, ok: "s"},
		`["a",1]`:                           {},
		`{}`:                                {},
		`null`:                              {},
	}
	for data, want := range tests {
		v := customValues(t, `{"v":`+data+`}`).Get("v")
		var ok strings.Builder
		note := func(letter string, err error) {
			if err == nil {
				ok.WriteString(letter)
			} else if strings.Contains(err.Error(), strings.Trim(data, `"{}[]`)) && len(data) > 4 {
				t.Errorf("%s: the error repeats the value: %v", data, err)
			}
		}
		i, err := v.Int64()
		note("i", err)
		f, err := v.Float64()
		note("f", err)
		b, err := v.Bool()
		note("b", err)
		at, err := v.Time()
		note("t", err)
		list, err := v.Strings()
		note("s", err)
		if ok.String() != want.ok || i != want.integer || f != want.float || b != want.boolean || !at.Equal(want.time) ||
			!slices.Equal(list, want.strings) {
			t.Errorf("%s: %s: %d, %g, %v, %v, %v", data, ok.String(), i, f, b, at, list)
		}
		if string(v.Raw()) != data {
			t.Errorf("%s: raw %s", data, v.Raw())
		}
	}
	var none cuedesk.Value
	if encoded, err := json.Marshal(none); err != nil || string(encoded) != "null" || none.Raw() != nil {
		t.Errorf("no value encodes to %s, %v", encoded, err)
	}
}

// TestContact_extra: what the beta adds is there at once, and is sent
// back as it came.
func TestContact_extra(t *testing.T) {
	t.Parallel()
	const data = `{"uuid":"ff0556cf-fbad-4d55-94cd-119bac9df2da","score":12345678901234567890,"consents":{"sms":true}}`
	var c cuedesk.Contact
	if err := json.Unmarshal([]byte(data), &c); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"consents", "score"}, slices.Sorted(maps.Keys(c.Extra))); diff != "" {
		t.Errorf("extra members (-want +got):\n%s", diff)
	}
	if c.Extra["score"].String() != "12345678901234567890" {
		t.Errorf("score %s", c.Extra["score"])
	}
	encoded, err := json.Marshal(c)
	if err != nil || !strings.Contains(string(encoded), `"score":12345678901234567890`) {
		t.Errorf("encodes to %s, %v", encoded, err)
	}
}

// TestEnumerations_unknown: a value that this version does not know is kept.
func TestEnumerations_unknown(t *testing.T) {
	t.Parallel()
	var f cuedesk.CustomField
	if err := json.Unmarshal([]byte(`{"field_type":"geo:point","status":"frozen"}`), &f); err != nil ||
		f.FieldType != "geo:point" || f.Status != "frozen" {
		t.Errorf("%+v, %v", f, err)
	}
}

// TestContact_times: with 0, 3 and 6 fractional digits, and null.
func TestContact_times(t *testing.T) {
	t.Parallel()
	for data, want := range map[string]time.Time{
		`"2025-12-10T10:31:34Z"`:        day.Truncate(time.Second),
		`"2025-12-10T10:31:34.353Z"`:    day,
		`"2025-12-10T10:31:34.353001Z"`: day.Add(time.Microsecond),
		`null`:                          {},
	} {
		var n cuedesk.Note
		if err := json.Unmarshal([]byte(`{"archived_at":`+data+`}`), &n); err != nil || !n.ArchivedAt.Equal(want) {
			t.Errorf("%s: %v, %v", data, n.ArchivedAt, err)
		}
	}
}
