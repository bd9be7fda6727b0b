package conformance

import (
	"context"
)

// checkSearchErrors sends searches without what is required. The response to an unknown operator, data type or value
// is not documented.
func (s *suite) checkSearchErrors(ctx context.Context) {
	filters := map[string]map[string]any{
		"a filter without field":    {"operator": "exists"},
		"a filter without operator": {"field": "email"},
	}
	if s.Strict {
		filters["an operator that is not documented"] = map[string]any{"field": "email", "operator": "like", "value": "x"}
		filters["a data_type that is not documented"] = map[string]any{
			"field": s.key("text"), "operator": "equals", "value": "x", "data_type": "uuid",
		}
		filters["a value that is neither text nor array"] = map[string]any{
			"field": "email", "operator": "equals", "value": map[string]any{"a": 1},
		}
	}
	for _, what := range sortedKeys(filters) {
		err := s.client.Do(ctx, searchOperation, map[string]any{"advanced_search": []any{filters[what]}}, nil)
		s.invalid("Search Contacts", what, err, "body", "")
	}
	s.checkSorts(ctx)
}

// checkSorts sends orders of a search that the documentation does not allow.
func (s *suite) checkSorts(ctx context.Context) {
	sorts := map[string]map[string]any{"sort_by without field": {"sort_order": "asc"}}
	if s.Strict {
		sorts["a sort_order that is not documented"] = map[string]any{"field": "email", "sort_order": "up"}
		sorts["a data_type to sort by that is not documented"] = map[string]any{"field": s.key("text"), "data_type": "uuid"}
	}
	for _, what := range sortedKeys(sorts) {
		err := s.client.Do(ctx, searchOperation, map[string]any{"sort_by": sorts[what]}, nil)
		s.invalid("Search Contacts", what, err, "body", "")
	}
}
