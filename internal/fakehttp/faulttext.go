package fakehttp

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// breaks say what becomes of a connection.
var breaks = map[Break]string{
	Torn: "connection lost within the response", Reset: "connection reset", Refused: "connection refused",
}

// String says what the fault does to a request, for people.
func (f Fault) String() string {
	var parts []string
	if response := f.Response; response != nil {
		text := fmt.Sprint("status ", response.Status, " ", http.StatusText(response.Status))
		parts = append(parts, strings.TrimSpace(text))
	}
	if f.Break != None {
		parts = append(parts, breaks[f.Break])
	}
	if f.Mark != "" {
		parts = append(parts, f.Mark)
	}
	if f.Latency > 0 {
		parts = append(parts, fmt.Sprintf("delay of %v", f.Latency))
	}
	for _, key := range slices.Sorted(maps.Keys(f.Header)) {
		parts = append(parts, key+": "+f.Header.Get(key))
	}
	if f.Applied {
		parts = append(parts, "after the operation was carried out")
	}
	return cmp.Or(strings.Join(parts, ", "), "no fault")
}
