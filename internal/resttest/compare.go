package resttest

import (
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"testing"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// Wire is what of a request the documentation prescribes.
type Wire struct {
	Method, Path, Query, Authorization, ContentType string

	Header http.Header // what else an API may ask for; nil if there is nothing
	Body   any
}

// WireOf reads the request.
func WireOf(t *testing.T, r *http.Request) Wire {
	t.Helper()
	w := Wire{
		r.Method, r.URL.Path, r.URL.Query().Encode(), r.Header.Get("Authorization"), r.Header.Get("Content-Type"),
		r.Header.Clone(), Decode(t, r.Body),
	}
	for _, known := range []string{"Authorization", "Content-Type", "Content-Length", "Accept", "User-Agent"} {
		w.Header.Del(known)
	}
	if len(w.Header) == 0 {
		w.Header = nil
	}
	return w
}

// Decode reads JSON with its numbers as they stand; nil where there is none.
func Decode(t *testing.T, r io.Reader) any {
	t.Helper()
	if r == nil {
		return nil
	}
	dec := json.NewDecoder(r)
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil && !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return v
}

// Normal drops what responses may leave out, null and empty text, and rewrites
// times in one form, so that a decoded response can be compared with its JSON.
func Normal(v any) any {
	switch v := v.(type) {
	case map[string]any:
		out := map[string]any{}
		for key, member := range v {
			if member != nil && member != "" {
				out[key] = Normal(member)
			}
		}
		return out
	case []any:
		out := slices.Clone(v)
		for i := range out {
			out[i] = Normal(out[i])
		}
		return out
	case string:
		if at, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return at.Format(time.RFC3339Nano)
		}
	}
	return v
}

// Unknown returns the members that no field took: the keys of all Extra maps that
// are anywhere in v.
func Unknown(v any) []string { return unknown(reflect.ValueOf(v)) }

func unknown(v reflect.Value) []string {
	var found []string
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			found = unknown(v.Elem())
		}
	case reflect.Slice, reflect.Array:
		for i := range v.Len() {
			found = append(found, unknown(v.Index(i))...)
		}
	case reflect.Map:
		for _, key := range v.MapKeys() {
			found = append(found, unknown(v.MapIndex(key))...)
		}
	case reflect.Struct:
		found = unknownFields(v)
	default:
	}
	return found
}

func unknownFields(v reflect.Value) []string {
	var found []string
	for i := range v.NumField() {
		if !v.Type().Field(i).IsExported() {
			continue
		}
		if extra, ok := reflect.TypeAssert[map[string]cuedesk.Value](v.Field(i)); ok {
			found = slices.AppendSeq(found, maps.Keys(extra))
		}
		found = append(found, unknown(v.Field(i))...)
	}
	return found
}
