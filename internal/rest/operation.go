package rest

import (
	"fmt"
	"net/http"
	"net/url"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// Operation is one call of an API as data. Its pattern, such as
// "GET /v1/contacts/{contact_uuid}", is the URL template and its name everywhere.
type Operation struct {
	Pattern string
	Class   Class

	args       []any
	query      url.Values
	body       any
	hasBody    bool
	problems   []FieldError
	mayBeEmpty bool         // an empty response is a good one, and decodes to nothing
	foreign    bool         // the result has a type of the caller's, whose decoder may keep the body
	out        any          // where the result goes; nil: the response has no body worth decoding
	header     *http.Header // where the header of a successful response goes; may be nil
}

// Read returns an operation that changes nothing.
func Read(pattern string, args ...any) Operation {
	return Operation{Pattern: pattern, Class: ClassRead, args: args}
}

// Idempotent returns an operation that has the same effect once or twice.
func Idempotent(pattern string, args ...any) Operation {
	return Operation{Pattern: pattern, Class: ClassIdempotent, args: args}
}

// Matched returns an operation that makes something new the first time and finds
// it again after that.
func Matched(pattern string, args ...any) Operation {
	return Operation{Pattern: pattern, Class: ClassMatched, args: args}
}

// Create returns an operation that makes something new each time.
func Create(pattern string, args ...any) Operation {
	return Operation{Pattern: pattern, Class: ClassCreate, args: args}
}

// Query returns the operation with a query, and with what is wrong with it.
func (o Operation) Query(values url.Values, problems []FieldError) Operation {
	o.query = values
	if len(problems) == 0 {
		problems = checkQuery(values)
	}
	o.problems = slices.Concat(o.problems, problems)
	return o
}

// Body returns the operation with a JSON body, and with what is wrong with it.
func (o Operation) Body(body any, problems []FieldError) Operation {
	o.body, o.hasBody = body, true
	o.problems = slices.Concat(o.problems, problems)
	return o
}

// Capture returns the operation with a place for the header of a successful response.
func (o Operation) Capture(header *http.Header) Operation {
	o.header = header
	return o
}

// MayBeEmpty returns the operation with a body accepted that is empty or not complete.
func (o Operation) MayBeEmpty() Operation {
	o.mayBeEmpty = true
	return o
}

// Method returns the HTTP method of the pattern.
func (o Operation) Method() string {
	method, _, _ := strings.Cut(o.Pattern, " ")
	return method
}

// writeURL makes u the operation's URL below base.
func (o Operation) writeURL(u, base *url.URL) error {
	escaped, err := o.path()
	if err != nil {
		return err
	}
	*u = *base
	if base.Path != "" {
		escaped = strings.TrimSuffix(base.EscapedPath(), "/") + escaped
	}
	u.Path, u.RawPath = escaped, ""
	if strings.Contains(escaped, "%") {
		if u.Path, err = url.PathUnescape(escaped); err != nil {
			return fmt.Errorf("path template: %w", err)
		}
		u.RawPath = escaped
	}
	u.RawQuery = o.query.Encode()
	return nil
}

// path fills the pattern's parameters, each escaped.
func (o Operation) path() (string, error) {
	method, rest, _ := strings.Cut(o.Pattern, " ")
	if method == "" || !strings.HasPrefix(rest, "/") || strings.ContainsAny(rest, "?#") {
		return "", fmt.Errorf("operation %q is not of the form \"METHOD /path\"", o.Pattern)
	}
	var b strings.Builder
	b.Grow(len(rest) + 40*len(o.args)) // an ID has 36 characters
	for i := 0; ; i++ {
		before, after, found := strings.Cut(rest, "{")
		b.WriteString(before)
		name, tail, closed := strings.Cut(after, "}")
		switch {
		case !found && i < len(o.args):
			return "", fmt.Errorf("%d path values for %d parameters", len(o.args), i)
		case !found:
			return b.String(), nil
		case !closed || i >= len(o.args):
			return "", fmt.Errorf("path parameter {%s} has no value", name)
		}
		value, problem := pathValue(o.args[i])
		if problem != "" {
			return "", &pathError{FieldError{Type: "path_value", In: "path", Field: name, Msg: problem}}
		}
		b.WriteString(value)
		rest = tail
	}
}

// pathError is a path parameter that must not be sent.
type pathError struct{ field FieldError }

func (e *pathError) Error() string { return e.field.Field + ": " + e.field.Msg }

// pathValue returns the text of a path parameter, escaped, or what is wrong with it:
// a value that vanishes from the path or climbs out of it reaches another resource.
func pathValue(arg any) (value, problem string) {
	v := reflect.ValueOf(arg)
	switch _, text := arg.(fmt.Stringer); {
	case v.Kind() == reflect.String && v.Len() == 0:
		return "", "must not be empty"
	case !reflect.Indirect(v).IsValid() || reflect.Indirect(v).IsZero() && !v.CanInt() && !v.CanUint():
		return "", "must not be the zero ID"
	case !text && v.Kind() != reflect.String && !v.CanInt() && !v.CanUint():
		return "", "must be a string, an integer or an ID"
	}
	if text, ok := arg.(fmt.Stringer); ok {
		value = text.String()
	} else {
		value = fmt.Sprint(arg)
	}
	switch {
	case isHexID(value): // the usual case, which needs no escapes
		return value, ""
	case strings.TrimFunc(value, vanishes) == "":
		return "", "must not be empty"
	case isDots(value) || strings.ContainsAny(value, `/\`) &&
		slices.ContainsFunc(strings.FieldsFunc(value, isSlash), isDots):
		return "", "must not have dot segments"
	}
	return url.PathEscape(value), problemOfText(value)
}

// isHexID reports whether a value has only hexadecimal digits and hyphens.
func isHexID(value string) bool {
	for i := range len(value) {
		if c := value[i]; c != '-' && (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return value != ""
}

func isSlash(r rune) bool { return r == '/' || r == '\\' }

// vanishes reports whether some servers cut a character off before they route.
func vanishes(r rune) bool { return isSlash(r) || unicode.IsSpace(r) }

// isDots covers slashes too, which some servers unescape before they route.
func isDots(segment string) bool { return segment == "." || segment == ".." }

// Custom returns an operation that a client has no method for, whose response is
// decoded into out unless that is nil. The body, unless it is nil, is sent as JSON, or
// as the query if it is [url.Values]; those among args are a query too, beside a body.
// GET is a read; what any other method does is not known, so that it has the careful
// class.
func Custom(pattern string, body, out any, args ...any) Operation {
	query := url.Values{}
	isQuery := func(arg any) bool {
		values, ok := arg.(url.Values)
		for name := range values {
			query[name] = append(query[name], values[name]...)
		}
		return ok
	}
	if isQuery(body) {
		body = nil
	}
	op := Create(pattern, slices.DeleteFunc(slices.Clone(args), isQuery)...).Query(query, nil)
	op.foreign, op.out = true, out
	if op.Method() == http.MethodGet {
		op.Class = ClassRead
	}
	if body == nil {
		return op
	}
	return op.Body(body, nil)
}

// validMethod reports whether a method is a token, as RFC 9110 demands.
func validMethod(method string) bool { return validHeaderName(method) }
