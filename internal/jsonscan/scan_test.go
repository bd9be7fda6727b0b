package jsonscan

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

func TestScanner(t *testing.T) {
	t.Parallel()
	s := New([]byte(" { \"a\" : [ 1 , {\"b\":\"]}\\\"\"} ] , \"\\u0063\":null,\"d\":-1.5e3 }"))
	var got []string
	for s.Kind() != 0 {
		s.Open()
		for s.More() {
			name := s.Name()
			if s.Is(name, "c") {
				got = append(got, "c:")
			}
			got = append(got, string(s.Peek()), string(s.Value()))
		}
	}
	want := []string{`[ 1 , {"b":"]}\""} ]`, `[ 1 , {"b":"]}\""} ]`, "c:", "null", "null", "-1.5e3", "-1.5e3"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestScanner_Valid(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		`{"a":[1,-0.5e+3,0,1E5,{"b":null}],"c":"\u00e9\n","d":true}`: true, ` [] `: true, `{}`: true, `"a"`: true, `-1`: true,
		strings.Repeat("[", maxOpen) + strings.Repeat("]", maxOpen): true,
		strings.Repeat("[", 1000) + strings.Repeat("]", 1000):       false, // deeper than it looks
		``: false, `[1,]`: false, `[,1]`: false, `[1 2]`: false, `[1}`: false,
		`{"a"}`: false, `{"a":}`: false, `{"a":1,}`: false, `{1:2}`: false,
		`{"a":1]`: false, `[`: false, `]`: false, `[]]`: false, `1 2`: false,
		`01`: false, `1.`: false, `.5`: false, `1e`: false, `+1`: false, `-`: false,
		`tru`: false, `nul`: false, `falsey`: false, `"a`: false,
		`"\x"`: false, `"\u12g4"`: false, `"\u12`: false, "\"\n\"": false, "[\x00]": false,
		`{"a":1"b":2}`: false, `{"a" 1}`: false, `["a":1]`: false, `NaN`: false, `"\`: false, "\f1": false,
	} {
		s := New(text)
		s.Value()
		if got := s.Valid(); got != want {
			t.Errorf("%s: %v", text, got)
		}
	}
}

// FuzzScanner: a walk over any text ends without a panic, and over JSON it sees
// what the JSON package sees.
func FuzzScanner(f *testing.F) {
	for _, seed := range []string{`{"a":1,"b":[true,{"c":"d"}]}`, `{"a`, `{"a":`, `[1,`, `{{{`, `"\`, `:,:`, ``, `{"a" "b"}`, "[\"\\ud800\"]", `{"a":}`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		n := 0
		for range Members([]byte(text)) {
			if n++; n > len(text) {
				t.Fatalf("%q does not end", text)
			}
		}
		Measure(text)
		Repaired([]byte(text))
		IsEmptyArray(text)
		SplitTimes([]byte(text), "a", "b")
		Unquote(text)
		s := New(text)
		s.Value()
		deep := strings.Count(text, "[")+strings.Count(text, "{") > maxOpen
		if valid := json.Valid([]byte(text)); s.Valid() != valid && (!valid || !deep) {
			t.Errorf("%q: valid %v", text, s.Valid())
		}
		var members map[string]json.RawMessage
		if json.Unmarshal([]byte(text), &members) != nil || strings.Contains(text, `\u`) || members == nil {
			return
		}
		for _, m := range Members([]byte(text)) {
			if _, ok := members[strings.ToValidUTF8(m.Name, "\uFFFD")]; !ok || !json.Valid(m.Value) {
				t.Errorf("%q has no member %q with %s", text, m.Name, m.Value)
			}
		}
	})
}

func TestTime(t *testing.T) {
	t.Parallel()
	for text, ok := range map[string]bool{
		"2025-12-10T10:31:34Z": true, "2025-12-10T10:31:34.353Z": true, "2025-12-10T10:31:34.123456789Z": true,
		"2025-12-10T10:31:34.5+01:00": true, "2024-02-29T00:00:00Z": true, "0000-01-01T00:00:00Z": true, "9999-12-31T23:59:59.999999999Z": true,
		"2025-02-29T00:00:00Z": false, "2025-13-01T00:00:00Z": false, "2025-00-01T00:00:00Z": false, "2025-01-00T00:00:00Z": false,
		"2025-12-10T24:00:00Z": false, "2025-12-10T23:60:00Z": false, "2025-12-10T23:59:60Z": false, "2025-12-10T10:31:34": false,
		"2025-12-10 10:31:34Z": false, "2025-12-10T10:31:34,5Z": false, "2025-12-10T10:31:34.Z": false, "": false, "Z": false,
		"2025-12-10T1:31:34Z": false, "2025-12-10T10:31:34.1234567891Z": true,
	} {
		got, gotOK := Time(`"` + text + `"`)
		var want time.Time
		if err := want.UnmarshalText([]byte(text)); gotOK != ok || ok && (err != nil || !got.Equal(want)) {
			t.Errorf("%s: %v, %v, want %v", text, got, gotOK, want)
		}
	}
}

func TestUUID(t *testing.T) {
	t.Parallel()
	want := uuid.MustParse("ff0556cf-fbad-4d55-94cd-119bac9df2da")
	for text, ok := range map[string]bool{
		want.String(): true, strings.ToUpper(want.String()): true, "": false, "ff0556cffbad4d5594cd119bac9df2da": false,
		"ff0556cf-fbad-4d55-94cd-119bac9df2dg": false, "ff0556cf+fbad-4d55-94cd-119bac9df2da": false,
	} {
		var got [16]byte
		if UUID(`"`+text+`"`, &got) != ok || ok && got != want {
			t.Errorf("%s: %x", text, got)
		}
	}
}

func TestMeasure(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][2]int{
		`{"a":[1,"x",{}]}`: {6, 3}, `[]`: {1, 0}, `1`: {1, 0}, ``: {0, 0}, `{"long" : "a longer text", "b":1}`: {5, 6},
	} {
		if values, longest := Measure(text); [2]int{values, longest} != want {
			t.Errorf("%s: %d values, the longest name has %d bytes, want %v", text, values, longest, want)
		}
	}
}

func TestRepaired(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`"a"`: `"a"`, ``: ``, `"\\ud800\n"`: `"\\ud800\n"`, `"\ud83d\ude00"`: `"\ud83d\ude00"`, `"\u00e9\uD7ff\ue000"`: `"\u00e9\uD7ff\ue000"`,
		`"\ud800"`: "\"\uFFFD\"", `["x\uDFFFy", {"\udc00\ud800":1}]`: "[\"x\uFFFDy\", {\"\uFFFD\uFFFD\":1}]",
		`"\ud83d\ud83d\ude00"`: "\"\uFFFD\\ud83d\\ude00\"", `"\ud83d\n\ude00"`: "\"\uFFFD\\n\uFFFD\"", `\`: `\`, `\ud8`: `\ud8`,
	} {
		if got := Repaired([]byte(text)); got != want {
			t.Errorf("%s becomes %s, not %s", text, got, want)
		}
	}
}

func TestSplitTimes(t *testing.T) {
	t.Parallel()
	rest, odd := SplitTimes([]byte(`{"a":"","b":5,"c":"x","d":"2025-12-10T10:31:34Z"}`), "a", "b", "d")
	if string(rest) != `{"a":null,"b":null,"c":"x","d":"2025-12-10T10:31:34Z"}` || len(odd) != 1 || odd[0].Name != "b" || string(odd[0].Value) != "5" {
		t.Errorf("%s, %v", rest, odd)
	}
}
