package orgcrm

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Page is what a list answers with. The documentation does not show one: it is
// accepted as an array of items, or as an object with one array among its
// members, whatever the name. Anything else is [cuedesk.ErrBadResponse];
// [Client.Do] decodes it into a [cuedesk.Value].
type Page[T any] struct {
	Items []T                      // in the order of the response; never nil
	Extra map[string]cuedesk.Value // the other members of the response, such as a total; nil if there are none
}

// LogValue logs how many items there are: what they say is personal.
func (p Page[T]) LogValue() slog.Value { return slog.StringValue(fmt.Sprint(len(p.Items), " items")) }

// response is what must be recognizable in an answer.
type response interface {
	Contact | Tag | CustomField
	complete() bool // whether it has a member that makes it what it is
}

// complete reports whether an answer is what it should be.
func complete[T response](one *T) bool { return (*one).complete() }

// pageOf decodes a page.
type pageOf[T response] Page[T]

// UnmarshalJSON reads an array, or an object with one array in it. An object
// without one must not pass for an empty list.
func (p *pageOf[T]) UnmarshalJSON(data []byte) error {
	list := jsontext.Value(data)
	*p = pageOf[T]{Items: []T{}}
	if list.Kind() == jsontext.KindBeginObject {
		if err := json.Unmarshal(data, &p.Extra); err != nil {
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
	if err := json.Unmarshal(list, &p.Items); err != nil {
		return err
	}
	for i := range p.Items {
		if !p.Items[i].complete() {
			return rest.ShapeError("an item has none of the members that it should have")
		}
	}
	return nil
}

// arrayIn returns the name of the one member that is an array.
func arrayIn(members map[string]cuedesk.Value) (string, error) {
	var names []string
	for name, value := range members {
		if jsontext.Value(value.Raw()).Kind() == jsontext.KindBeginArray {
			names = append(names, name)
		}
	}
	if len(names) != 1 {
		return "", rest.ShapeError(fmt.Sprintf("an object with %d arrays where a list should be", len(names)))
	}
	return names[0], nil
}

// fetchPage sends an operation that answers with a list.
func fetchPage[T response](ctx context.Context, core *rest.Core, op rest.Operation) (*Page[T], error) {
	page, err := rest.Fetch[pageOf[T]](ctx, core, op)
	return (*Page[T])(page), err
}

// fetchValue sends an operation that answers with something undocumented.
func fetchValue(ctx context.Context, core *rest.Core, op rest.Operation) (cuedesk.Value, error) {
	value, err := rest.Fetch[cuedesk.Value](ctx, core, op)
	if err != nil {
		return cuedesk.Value{}, err
	}
	return *value, nil
}

// send sends an operation whose answer is not read.
func send(ctx context.Context, core *rest.Core, op rest.Operation) error {
	_, err := core.Send(ctx, op, nil)
	return err
}

// present finds a body that was forgotten.
func present(field string, body any) []rest.FieldError {
	c := rest.Checks{In: "body"}
	if body == nil {
		c.Fail(field, "missing", "is required")
	}
	return c.Problems
}
