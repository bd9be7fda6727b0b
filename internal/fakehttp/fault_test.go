package fakehttp

import (
	"net/http"
	"strings"
	"testing"
)

// names returns the marks of the faults that requests of the operations meet, one after the other.
func names(f *faults, operations ...string) string {
	var met []string
	for _, operation := range operations {
		met = append(met, f.take(operation).Mark)
	}
	return strings.Join(met, ",")
}

func TestServer_Inject_order(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		inject func(*faults)
		ops    []string
		want   string
	}{
		{"none", func(*faults) {}, []string{"A", "A"}, ","},
		{"one each", func(f *faults) {
			f.add("A", []Fault{{Mark: "1"}, {Mark: "2"}})
		}, []string{"A", "A", "A"}, "1,2,"},
		{"another operation", func(f *faults) {
			f.add("A", []Fault{{Mark: "1"}})
		}, []string{"B", "A", "A"}, ",1,"},
		{"any operation", func(f *faults) {
			f.add("", []Fault{{Mark: "1"}})
		}, []string{"B", "A"}, "1,"},
		{"no operation", func(f *faults) {
			f.add("", []Fault{{Mark: "1"}})
		}, []string{"", ""}, "1,"},
		{"a number of times", func(f *faults) {
			f.add("A", []Fault{{Mark: "1", Times: 2}, {Mark: "2", Times: 1}})
		}, []string{"A", "A", "A", "A"}, "1,1,2,"},
		{"always", func(f *faults) {
			f.add("A", []Fault{{Mark: "1"}, {Mark: "2", Times: -1}, {Mark: "3"}})
		}, []string{"A", "A", "A"}, "1,2,2"},
		{"restricted to an operation", func(f *faults) {
			f.add("", []Fault{{Mark: "1", Operation: "B"}, {Mark: "2"}})
		}, []string{"A", "A", "B", "B"}, "2,,1,"},
		{"restricted to an operation that it is not injected for", func(f *faults) {
			f.add("A", []Fault{{Mark: "1", Operation: "B"}})
		}, []string{"A", "B"}, ",1"},
		{"injected in order", func(f *faults) {
			f.add("A", []Fault{{Mark: "1"}})
			f.add("", []Fault{{Mark: "2"}})
			f.add("A", []Fault{{Mark: "3"}})
		}, []string{"A", "A", "A"}, "1,2,3"},
		{"cleared", func(f *faults) {
			f.add("A", []Fault{{Mark: "1", Times: -1}})
			f.clear()
		}, []string{"A"}, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			var f faults
			tt.inject(&f)
			wantEqual(t, "faults met", names(&f, tt.ops...), tt.want)
		})
	}
}

// TestFault_refusal: a fault that answers with a success does not show as done what the API has refused.
func TestFault_refusal(t *testing.T) {
	t.Parallel()
	success, failure := &Response{Status: http.StatusOK}, &Response{Status: http.StatusServiceUnavailable}
	tests := []struct {
		name  string
		fault Fault
		body  string
		want  int
	}{
		{"a success in place of a refusal", Fault{Response: success, Applied: true}, strings.Repeat("x", 65), 413},
		{"a failure in place of a refusal", Fault{Response: failure, Applied: true}, strings.Repeat("x", 65), 503},
		{"a success in place of a success", Fault{Response: success, Applied: true}, "x", 200},
		{"a success in place of the operation", Fault{Response: success}, strings.Repeat("x", 65), 200},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			api := newEcho(t)
			api.Inject("", tt.fault)
			wantEqual(t, "status", exchange(t, api, request(t, tt.body)).status, tt.want)
		})
	}
}

func TestFault_String(t *testing.T) {
	t.Parallel()
	for want, fault := range map[string]Fault{
		"no fault":                       {},
		"status 299":                     {Response: &Response{Status: 299}},
		"connection reset, delay of 1ns": {Break: Reset, Latency: 1},
		"connection refused":             {Break: Refused},
	} {
		wantEqual(t, "text", fault.String(), want)
	}
}
