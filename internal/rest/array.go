package rest

import (
	"errors"
	"reflect"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go/internal/jsonscan"
)

// ErrorAt adds the name of a member, or the position of an item, to where an error
// in a response is.
func ErrorAt(name string, err error) error {
	semantic, ok := errors.AsType[*json.SemanticError](err)
	if !ok {
		semantic = &json.SemanticError{Err: err}
	}
	semantic.JSONPointer = jsontext.Pointer("").AppendToken(name) + semantic.JSONPointer
	return semantic
}

// Misfit is the error for a value in a response that is no T.
func Misfit[T any](value []byte) error {
	return &json.SemanticError{JSONKind: jsontext.Value(value).Kind(), GoType: reflect.TypeFor[T]()}
}

// DecodeArray decodes the items of an array one by one, at most a number of them,
// because each can take many times the memory of its JSON.
func DecodeArray[T any](array []byte, most int, decode func(*T, []byte) error) ([]T, error) {
	if jsonscan.First(array) != '[' {
		return nil, Misfit[[]T](array)
	}
	s := jsonscan.New(array)
	items := []T{}
	for s.Open(); s.More(); {
		if len(items) == most {
			return nil, ErrorAt(strconv.Itoa(most), ErrTooManyItems)
		}
		items = append(items, *new(T))
		if err := decode(&items[len(items)-1], s.Value()); err != nil {
			return nil, ErrorAt(strconv.Itoa(len(items)-1), err)
		}
	}
	return items, nil
}

// ErrTooManyItems is the error for a list that is longer than any page may be.
const ErrTooManyItems = ShapeError("too many items")
