package orgcrm

import (
	"reflect"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// requireBody refuses a body that would be sent as null or as something else than it
// looks like.
func requireBody(field string, body any) []rest.FieldError {
	c := rest.Checks{In: "body"}
	value, isValue := body.(cuedesk.Value)
	switch _, isBytes := body.([]byte); {
	case isValue && value.IsNull(), isNil(reflect.ValueOf(body)):
		c.Fail(field, "missing", "is required")
	case isBytes:
		c.Fail(field, "type", "would be sent as base64; JSON that is ready is a json.RawMessage")
	}
	return c.Problems
}

func isNil(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Invalid:
		return true
	case reflect.Map, reflect.Pointer, reflect.Slice:
		return v.IsNil()
	default:
		return false
	}
}
