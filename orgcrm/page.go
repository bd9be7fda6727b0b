package orgcrm

import (
	"fmt"
	"log/slog"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Page is what a list answers with. The documentation does not show one: it is
// accepted as an array of items, or as an object with one array among its
// members, whatever the name, beside those that hold errors and warnings. Anything
// else is [cuedesk.ErrBadResponse]; [Client.Do] decodes it into a [cuedesk.Value].
// It is for reading: what you store is its items.
type Page[T any] struct {
	Items []T                      // in the order of the response; never nil
	Extra map[string]cuedesk.Value // the other members of the response, such as a total; nil if there are none
}

// LogValue logs how many items there are: what they say is personal.
func (p Page[T]) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(len(p.Items), " items")) }

// UnmarshalJSON reads an array, or an object with one array in it. An object
// without one must not pass for an empty list.
func (p *Page[T]) UnmarshalJSON(data []byte) error {
	list := jsontext.Value(data)
	*p = Page[T]{}
	if list.Kind() == jsontext.KindBeginObject {
		if err := rest.Unmarshal(data, &p.Extra); err != nil {
			return err
		}
		name, err := arrayIn(p.Extra)
		if err != nil {
			return err
		}
		list = p.Extra[name].Raw()
		delete(p.Extra, name)
	}
	if list.Kind() != jsontext.KindBeginArray {
		return rest.ShapeError("neither an array nor an object where a list should be")
	}
	if err := rest.Unmarshal(list, &p.Items); err != nil {
		return err
	}
	for _, item := range p.Items {
		if one, ok := any(item).(response); ok && !one.complete() {
			return rest.ShapeError("an item has none of the members that it should have")
		}
	}
	return nil
}

// arrayIn returns the name of the one member that is an array of items.
func arrayIn(members map[string]cuedesk.Value) (string, error) {
	var names []string
	for name, value := range members {
		problems := strings.HasPrefix(name, "error") || strings.HasPrefix(name, "warning")
		if !problems && jsontext.Value(value.Raw()).Kind() == jsontext.KindBeginArray {
			names = append(names, name)
		}
	}
	if len(names) != 1 {
		return "", rest.ShapeError(fmt.Sprintf("an object with %d arrays where a list should be", len(names)))
	}
	return names[0], nil
}
