package cuedesk

import (
	"context"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// response is what a successful answer decodes to.
type response interface {
	complete() bool // whether the member is there that makes it what it is
}

// fetch sends an operation that answers with one resource or result.
func fetch[T response](ctx context.Context, core *rest.Core, op rest.Operation) (*T, error) {
	one, err := rest.Fetch[oneOf[T]](ctx, core, op)
	if err != nil {
		return nil, err
	}
	return &one.value, nil
}

// send sends an operation that answers with nothing worth reading.
func send(ctx context.Context, core *rest.Core, op rest.Operation) error {
	_, err := core.Send(ctx, op, nil)
	return err
}

// oneOf decodes a response; JSON that decodes but is something else is an error.
type oneOf[T response] struct{ value T }

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (o *oneOf[T]) UnmarshalJSONFrom(dec *jsontext.Decoder) error {
	if err := json.UnmarshalDecode(dec, &o.value); err != nil {
		return err
	}
	if !o.value.complete() {
		return rest.ShapeError("JSON is not the documented response")
	}
	return nil
}
