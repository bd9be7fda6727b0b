package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"sync"
	"testing"
)

// spy notes the requests that go to the answers.
type spy struct {
	*answers
	mu       sync.Mutex
	requests []request
}

type request struct {
	Method, URL, Authorization string
	Body                       any
}

func (s *spy) RoundTrip(r *http.Request) (*http.Response, error) {
	seen := request{Method: r.Method, URL: r.URL.String(), Authorization: r.Header.Get("Authorization")}
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		if len(body) > 0 {
			if err := json.Unmarshal(body, &seen.Body); err != nil {
				return nil, err
			}
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	s.mu.Lock()
	s.requests = append(s.requests, seen)
	s.mu.Unlock()
	return s.answers.RoundTrip(r)
}

// TestContenders_agree: all clients send the same requests and find the same values. How
// a client walks over everything is its own matter; what it finds is not.
func TestContenders_agree(t *testing.T) {
	t.Parallel()
	seen := &spy{answers: newAnswers()}
	all, err := contenders(&http.Client{Transport: seen}, "http://localhost")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range operationNames {
		var requests [][]request
		var records [][]record
		for _, c := range all {
			seen.requests = nil
			result, err := c.operations[name](t.Context())
			if (err != nil) != (name == validation) {
				t.Fatalf("%s: %s: %v", name, c.name, err)
			}
			if err != nil {
				result = err
			}
			requests, records = append(requests, seen.requests), append(records, c.records(result))
		}
		for i, c := range all {
			if len(records[i]) == 0 || !reflect.DeepEqual(records[i], records[0]) {
				t.Errorf("%s: %s finds\n%+v\n%s finds\n%+v", name, c.name, records[i], all[0].name, records[0])
			}
			if name != listAll && (len(requests[i]) != 1 || !reflect.DeepEqual(requests[i], requests[0])) {
				t.Errorf("%s: %s sends\n%+v\n%s sends\n%+v", name, c.name, requests[i], all[0].name, requests[0])
			}
		}
	}
}

func TestQuartiles(t *testing.T) {
	t.Parallel()
	if low, median, high := quartiles([]float64{5, 1, 4, 2, 3}); low != 2 || median != 3 || high != 4 {
		t.Errorf("%v, %v, %v", low, median, high)
	}
}
