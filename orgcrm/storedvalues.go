package orgcrm

import (
	"context"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// CustomValuesService has the operations on custom values (API: "Contacts API", last
// paragraph): texts of the organization that messages to contacts refer to, as
// {{custom_values.x}}. They are not the values of custom fields.
type CustomValuesService struct{ core *rest.Core }

// List returns the custom values (API: "GET /custom-values"). The documentation does not
// show their form.
func (s *CustomValuesService) List(ctx context.Context) (cuedesk.Value, error) {
	return fetchValue(ctx, s.core, rest.Read("GET /api/v1/custom-values"))
}

// Set sets a custom value, by its key (API: "PUT /custom-values/{key}"). The
// documentation does not show the body: it is assumed to be {"value": …}. The response is
// not read.
func (s *CustomValuesService) Set(ctx context.Context, key string, value any) error {
	return rest.Do(ctx, s.core, rest.Idempotent("PUT /api/v1/custom-values/{key}", key).Body(setValue{value}, nil))
}

// Delete deletes a custom value, by its key (API: "DELETE /custom-values/{key}").
func (s *CustomValuesService) Delete(ctx context.Context, key string) error {
	return rest.Do(ctx, s.core, rest.Idempotent("DELETE /api/v1/custom-values/{key}", key))
}
