package cuedesk

import (
	"errors"
	"fmt"
	"log/slog"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Page is one page of a list (API: "Pagination").
type Page[T any] struct {
	Items  []T // the items of this page, in the order asked for
	Limit  int // the page size that the API used
	Offset int // the number of items it skipped
	Total  int // the number of items on all pages

	Extra map[string]Value // members of the response that this version does not know
}

// LogValue logs which page it is, and none of its items.
func (p Page[T]) LogValue() slog.Value {
	return slog.GroupValue(slog.Int("items", len(p.Items)), slog.Int("offset", p.Offset), slog.Int("total", p.Total))
}

// pagination is the member of a response that says which page it is.
type pagination struct {
	Limit  int `json:"limit"`
	Offset int `json:"offset"`
	Total  int `json:"total"`
}

// UnmarshalJSONFrom implements [json.UnmarshalerFrom]: the member with the items is
// named by their kind. A response without items or pagination is an error: it must
// not pass for an empty list.
func (p *Page[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	kind, ok := any(new(T)).(paged)
	if !ok {
		return fmt.Errorf("cuedesk: the API has no pages of %T", *new(T))
	}
	var where *pagination
	*p = Page[T]{}
	if token, err := dec.ReadToken(); err != nil || token.Kind() != jsontext.KindBeginObject {
		return errors.Join(err, errPageShape)
	}
	for dec.PeekKind() != jsontext.KindEndObject {
		name, err := dec.ReadToken()
		if err != nil {
			return err
		}
		switch name.String() {
		case kind.collection():
			err = json.UnmarshalDecode(dec, &p.Items)
		case "pagination":
			err = json.UnmarshalDecode(dec, &where)
		default:
			err = p.keep(name.String(), dec)
		}
		if err != nil {
			return err
		}
	}
	if p.Items == nil || where == nil || where.Limit < 1 {
		return errPageShape
	}
	for i := range p.Items {
		if item, ok := any(&p.Items[i]).(paged); ok && !item.complete() {
			return errPageShape
		}
	}
	p.Limit, p.Offset, p.Total = where.Limit, where.Offset, where.Total
	_, err := dec.ReadToken()
	return err
}

// keep takes in a member that this version does not know.
func (p *Page[T]) keep(name string, dec *jsontext.Decoder) error {
	var v Value
	if err := json.UnmarshalDecode(dec, &v); err != nil {
		return err
	}
	if p.Extra == nil {
		p.Extra = map[string]Value{}
	}
	p.Extra[name] = v
	return nil
}

const errPageShape = rest.ShapeError("not a page of items with its pagination")
