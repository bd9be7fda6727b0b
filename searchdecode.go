package cuedesk

import (
	"fmt"

	"github.com/go-json-experiment/json"
)

// UnmarshalJSON reads what [Query.MarshalJSON] has written, so that a query can be kept
// or handed to another process. Values other than a text or texts
// are refused: the error matches [ErrInvalid].
func (q *Query) UnmarshalJSON(data []byte) error {
	var body searchBody
	if err := json.Unmarshal(data, &body); err != nil {
		return err
	}
	read := Query{text: body.SearchTerm, sort: Sort{body.SortBy.Field, body.SortBy.SortOrder, body.SortBy.DataType}}
	for _, f := range body.AdvancedSearch {
		value, err := filterValue(f.Value)
		if err != nil {
			return err
		}
		read.filters = append(read.filters, Filter{
			field: f.Field, operator: f.Operator, value: value, dataType: f.DataType,
		})
	}
	*q = read
	return nil
}

// filterValue returns the value of a filter as filters have it: a text, texts, or nil.
func filterValue(value any) (any, error) {
	switch v := value.(type) {
	case nil, string:
		return v, nil
	case []any:
		texts := make([]string, 0, len(v))
		for _, item := range v {
			text, ok := item.(string)
			if !ok {
				return nil, fmt.Errorf("%w: a value of a filter must be a text, not %T", ErrInvalid, item)
			}
			texts = append(texts, text)
		}
		return texts, nil
	}
	return nil, fmt.Errorf("%w: a value of a filter must be a text or texts, not %T", ErrInvalid, value)
}
