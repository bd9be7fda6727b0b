package cuedesk

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/internal/jsonscan"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// maxItems is the most that a page may have, ten times the documented limit.
const maxItems = 10 * maxPage

// Page is one page of a list (API: "Pagination"). These responses are no page, and
// match [ErrBadResponse]: one with more items than its limit (or than 100 if the
// limit is lower), or with more than 1000; one at another offset, or with a larger
// limit, than was asked for; and one with a total below 0.
type Page[T any] struct {
	Items  []T // the items of this page, in the order asked for
	Limit  int // the page size that the API used
	Offset int // the number of items it skipped
	Total  int // the number of items on all pages

	Extra map[string]Value // other members of the response
}

// fetchPage gets the page of an operation, which must be the one that was asked for. A
// lower limit may be a cap of the API's; the default is for the API to choose.
func fetchPage[T any](ctx context.Context, core *rest.Core, op rest.Operation, asked PageOptions) (*Page[T], error) {
	page, err := rest.Fetch[Page[T]](ctx, core, op)
	if err != nil {
		return nil, err
	}
	if page.Total < 0 {
		return nil, core.Fail(op, fmt.Errorf("%w: a total of %d", ErrBadResponse, page.Total))
	}
	if page.Offset != asked.Offset || asked.Limit != 0 && page.Limit > asked.Limit {
		return nil, core.Fail(op, fmt.Errorf("%w: a page at %d of limit %d in place of one at %d of limit %d",
			ErrBadResponse, page.Offset, page.Limit, asked.Offset, asked.Limit))
	}
	return page, nil
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

const errPageShape = rest.ShapeError("not a page of items with its pagination")

// UnmarshalJSON reads a page. The member with the items has the name of their kind,
// such as contacts; null stands for no items if the total is 0. A response without
// items or pagination is an error, so that it does not pass for an empty list.
func (p *Page[T]) UnmarshalJSON(data []byte) error { return decodeByHand(data, p) }

func (p *Page[T]) readFrom(in *contactDecoder) error {
	kind, ok := any(new(T)).(paged)
	if !ok {
		return fmt.Errorf("cuedesk: the API has no pages of %T", *new(T))
	}
	*p = Page[T]{}
	d := pageDecoder[T]{contactDecoder: in, page: p, collection: kind.collection()}
	return d.read()
}

// pageDecoder reads a page; one of contacts item by item without a copy.
type pageDecoder[T any] struct {
	*contactDecoder
	page       *Page[T]
	collection string
	items      bool        // whether there is a member with items
	where      []byte      // the pagination as it was sent; nil: there is none
	pagination *pagination // nil: there is none, or null
}

func (d *pageDecoder[T]) read() error {
	if d.scan.Kind() != '{' {
		return errPageShape
	}
	d.scan.Open()
	for d.scan.More() {
		name := string(jsonscan.AppendString(nil, d.scan.Name()))
		if err := d.readMember(name); err != nil {
			return rest.ErrorAt(name, err)
		}
	}
	return d.finishPage()
}

func (d *pageDecoder[T]) readMember(name string) error {
	switch name {
	case d.collection:
		if d.items {
			return errDuplicateMember
		}
		d.items = true
		return d.readItems()
	case "pagination":
		if d.where != nil {
			return errDuplicateMember
		}
		d.where = d.scan.Value()
		return rest.Unmarshal(d.where, &d.pagination)
	}
	return d.readExtra(name)
}

// readExtra keeps a member that this version does not know.
func (d *pageDecoder[T]) readExtra(name string) error {
	value := d.scan.Value()
	if d.unknown++; d.unknown > maxUnknown {
		return errUnknown
	}
	if _, again := d.page.Extra[name]; again {
		return errDuplicateMember
	}
	if err := checkNested(value); err != nil {
		return err
	}
	if d.page.Extra == nil {
		d.page.Extra = map[string]Value{}
	}
	d.start()
	kept := d.keepJSON(value)
	d.page.Extra[name] = Value{kept.textIn(string(d.text))}
	return nil
}

func (d *pageDecoder[T]) readItems() error {
	switch d.scan.Kind() {
	case 'n':
		d.scan.Value()
		return nil
	case '[':
		d.scan.Open()
	default:
		return rest.Misfit[[]T](d.scan.Value())
	}
	d.page.Items = []T{}
	for d.scan.More() {
		if err := d.readItem(); err != nil {
			return rest.ErrorAt(strconv.Itoa(len(d.page.Items)), err)
		}
	}
	return nil
}

// readItem reads the next item. Their number is bounded while they are read: each
// of them can take many times the memory of its JSON.
func (d *pageDecoder[T]) readItem() error {
	items := d.page.Items
	if len(items) == maxItems {
		return rest.ErrTooManyItems
	}
	if len(items) == 0 {
		items = make([]T, 0, d.guessItems())
	}
	items = slices.Grow(items, 1)[:len(items)+1]
	item := &items[len(items)-1]
	if err := d.decodeItem(item); err != nil {
		return err
	}
	if one, ok := any(item).(paged); !ok || !one.complete() {
		return rest.ShapeError("an item without its ID")
	}
	d.page.Items = items
	return nil
}

func (d *pageDecoder[T]) decodeItem(item any) error {
	if c, ok := item.(*Contact); ok {
		_, err := d.contact(c)
		return err
	}
	one, ok := item.(json.Unmarshaler)
	if !ok {
		return errPageShape
	}
	return one.UnmarshalJSON(d.scan.Value())
}

// guessItems returns how many items there are if all are about as long as the
// first one, and a few more; at most those of the largest page.
func (d *pageDecoder[T]) guessItems() int {
	size := len(d.scan.Peek()) + len(",")
	return max(1, min(d.scan.Rest()*9/8/size, maxPage))
}

// isEmptyPagination reports whether a pagination says that there are no items.
func isEmptyPagination(pagination []byte) (empty bool) {
	s := jsonscan.New(pagination)
	s.Visit(func(name []byte) { empty = empty || s.Is(name, "total") && string(s.Value()) == "0" })
	return empty
}

// finishPage judges the page as a whole.
func (d *pageDecoder[T]) finishPage() error {
	where := d.pagination
	if !d.items || where == nil || where.Limit < 1 || d.page.Items == nil && !isEmptyPagination(d.where) {
		return errPageShape
	}
	if len(d.page.Items) == 0 && where.Offset <= 0 && where.Total < 0 { // at the end, it decides nothing
		return rest.ShapeError("no items, and a total below 0")
	}
	if len(d.page.Items) > max(where.Limit, maxPage) {
		return rest.ShapeError("more items than the limit of the page")
	}
	if d.page.Items == nil {
		d.page.Items = []T{}
	}
	d.page.Limit, d.page.Offset, d.page.Total = where.Limit, where.Offset, where.Total
	return nil
}
