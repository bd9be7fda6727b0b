package orgcrm

import (
	"context"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// CustomValuesService has the operations on custom values (API: "Contacts API",
// its last paragraph): the organization's store of tokens such as
// {{custom_values.x}}, which texts to contacts use. They are not the values of
// custom fields.
type CustomValuesService struct{ core *rest.Core }

// List returns the custom values. The documentation does not show their form.
func (s *CustomValuesService) List(ctx context.Context) (cuedesk.Value, error) {
	return fetchValue(ctx, s.core, rest.Read("GET /api/v1/custom-values"))
}

// Set sets a custom value, by its key. The documentation does not show the body:
// the value is sent as {"value": …}. The answer is not read.
func (s *CustomValuesService) Set(ctx context.Context, key string, value any) error {
	return rest.Do(ctx, s.core, rest.Idempotent("PUT /api/v1/custom-values/{key}", key).Body(setValue{value}, nil))
}

// Delete deletes a custom value.
func (s *CustomValuesService) Delete(ctx context.Context, key string) error {
	return rest.Do(ctx, s.core, rest.Idempotent("DELETE /api/v1/custom-values/{key}", key))
}
