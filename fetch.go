package cuedesk

import (
	"context"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// response is what a successful answer decodes to.
type response interface {
	complete() bool // whether the member is there that makes it what it is
}

// fetch sends an operation that answers with one resource or result.
func fetch[T response](ctx context.Context, core *rest.Core, op rest.Operation) (*T, error) {
	return rest.Fetch(ctx, core, op, func(out *T) bool { return (*out).complete() })
}

// named is what an operation may name by its ID.
type named interface {
	response
	key() uuid.UUID
}

// fetchNamed sends an operation that answers with the resource that it names: an
// answer about another one is a bad response.
func fetchNamed[T named](ctx context.Context, core *rest.Core, op rest.Operation, id uuid.UUID) (*T, error) {
	return rest.Fetch(ctx, core, op, func(out *T) bool { return (*out).complete() && (*out).key() == id })
}
