package orgcrm

import (
	"fmt"
	"log/slog"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/jsonscan"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Page is the response of a list. The documentation does not show one: it may be an
// array of items, or an object with one member, of any name, that is an array; arrays of
// errors and warnings do not count. Any other response, and one with more than 10,000
// items, matches [cuedesk.ErrBadResponse]: [Client.Do] decodes such a response into a
// [cuedesk.Value]. Do not store a Page as JSON: store its items.
type Page[T any] struct {
	Items []T                      // the items in the order of the response; never nil
	Extra map[string]cuedesk.Value // other members of the response, such as a total; nil if none
}

// LogValue logs the number of items: the items are personal.
func (p Page[T]) LogValue() slog.Value { return slog.StringValue(p.String()) }

// String returns what LogValue logs.
func (p Page[T]) String() string { return fmt.Sprint(len(p.Items), " items") }

// maxItems is the most items that a page may have. The documentation gives no
// limit.
const maxItems = 10_000

// UnmarshalJSON reads an array, or an object with one array in it. An object without an
// array is an error: it is never taken for an empty list.
func (p *Page[T]) UnmarshalJSON(data []byte) (err error) {
	list := jsontext.Value(data)
	*p = Page[T]{}
	if list.Kind() == jsontext.KindBeginObject {
		if list, err = p.split(data); err != nil {
			return err
		}
	}
	if list.Kind() != jsontext.KindBeginArray {
		return rest.ShapeError("neither an array nor an object where a list should be")
	}
	p.Items, err = rest.DecodeArray(list, maxItems, decodeItem[T])
	return err
}

// decodeItem reads an item, which must have one of its documented members.
func decodeItem[T any](item *T, data []byte) error {
	if err := rest.Unmarshal(data, item); err != nil {
		return err
	}
	if one, ok := any(*item).(response); ok && !one.complete() {
		return rest.ShapeError("an item has none of the members that it should have")
	}
	return nil
}

// split returns the one member of a response that is an array of items, and keeps
// the others.
func (p *Page[T]) split(object []byte) (list []byte, err error) {
	arrays := 0
	for _, m := range jsonscan.Members(object) {
		problems := strings.HasPrefix(m.Name, "error") || strings.HasPrefix(m.Name, "warning")
		if !problems && jsonscan.First(m.Value) == '[' {
			list = m.Value
			arrays++
			continue
		}
		var v cuedesk.Value
		if err := v.UnmarshalJSON(m.Value); err != nil {
			return nil, err
		}
		if p.Extra == nil {
			p.Extra = map[string]cuedesk.Value{}
		}
		p.Extra[m.Name] = v
	}
	if arrays != 1 {
		return nil, rest.ShapeError(fmt.Sprintf("an object with %d arrays where a list should be", arrays))
	}
	return list, nil
}
