package orgcrmtest

import "github.com/go-json-experiment/json/jsontext"

// summary is the result of an import.
type summary struct {
	Created int `json:"created"`
	Failed  int `json:"failed"`
}

func importContacts(c *call) (any, error) {
	raw, err := c.body()
	if err != nil {
		return nil, err
	}
	rows, ok := parse[[]jsontext.Value](arrayIn(raw), jsontext.KindBeginArray)
	if !ok {
		return nil, invalid("list_type", "Input should be a list of contacts, or an object with one list in it")
	}
	var result summary
	for _, row := range rows {
		if c.importRow(row) {
			result.Created++
		} else {
			result.Failed++
		}
	}
	return result, nil
}

// importRow adds the contact of a row, and reports whether it could.
func (c *call) importRow(row jsontext.Value) bool {
	members, ok := parse[map[string]jsontext.Value](row, jsontext.KindBeginObject)
	if !ok {
		return false
	}
	_, err := c.add(members)
	return err == nil
}

// arrayIn returns the one array in an object, or else what it was given.
func arrayIn(raw jsontext.Value) jsontext.Value {
	members, _ := parse[map[string]jsontext.Value](raw, jsontext.KindBeginObject)
	var arrays []jsontext.Value
	for _, value := range members {
		if value.Kind() == jsontext.KindBeginArray {
			arrays = append(arrays, value)
		}
	}
	if len(arrays) == 1 {
		return arrays[0]
	}
	return raw
}
