package conformance

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// variants are fakes that decide otherwise where the documentation is silent.
var variants = []mutant{
	{name: "adding a member again is a success", operation: membersRoute, response: func(body map[string]any) {
		added, _ := body["added"].([]any)
		warnings, _ := body["warnings"].([]any)
		left := []any{}
		for _, one := range warnings {
			if w, ok := one.(map[string]any); ok && strings.Contains(w["message"].(string), "already") {
				added = append(added, w["uuid"])
				continue
			}
			left = append(left, one)
		}
		body["added"], body["warnings"] = added, left
	}},
	{name: "skipped rows have failed", operation: statusRoute, response: func(body map[string]any) {
		summary, ok := body["summary"].(map[string]any)
		if ok && body["status"] == "completed" {
			summary["failed"] = summary["total"].(float64) - summary["created"].(float64)
		}
	}},
	{name: "an import without a success is completed", operation: statusRoute, response: func(body map[string]any) {
		if body["status"] == "failed" {
			body["status"] = "completed"
		}
	}},
	{name: "400 for a contact without an identifier", operation: "POST /v1/contacts", refusal: http.StatusBadRequest},
	{name: "negative operators want a value", operation: searchRoute, request: func(body map[string]any, _ url.Values) {
		all, _ := body["advanced_search"].([]any)
		for _, one := range all {
			f, ok := one.(map[string]any)
			if ok && (f["operator"] == "not_equals" || f["operator"] == "not_contains") {
				body["advanced_search"] = append(all, map[string]any{"field": f["field"], "operator": "exists"})
			}
		}
	}},
	{name: "400 for invalid input", operation: "POST /v1/contacts/{contact_uuid}/notes", refusal: http.StatusBadRequest},
	{name: "phone numbers with a plus", request: func(body map[string]any, _ url.Values) {
		filters(func(f map[string]any) {
			if value, ok := f["value"].(string); ok && f["field"] == "phone_number" {
				f["value"] = strings.TrimPrefix(value, "+")
			}
			if ends, ok := f["value"].([]any); ok && f["field"] == "phone_number" {
				for n, end := range ends {
					ends[n] = strings.TrimPrefix(end.(string), "+")
				}
			}
		})(body, nil)
		if term, ok := body["search_term"].(string); ok {
			body["search_term"] = strings.TrimPrefix(term, "+")
		}
	}, response: resources(func(r map[string]any) {
		if phone, ok := r["phone_number"].(string); ok {
			r["phone_number"] = "+" + phone
		}
	})},
	{name: "options in another order", response: func(body map[string]any) {
		inAnotherOrder(body)
		resources(inAnotherOrder)(body)
	}},
	{name: "text that there is none of is left out", response: resources(func(r map[string]any) {
		for _, name := range textFields {
			if r[name] == nil || r[name] == "" {
				delete(r, name)
			}
		}
	})},
	{name: "no counts of an import that failed", operation: statusRoute, response: func(body map[string]any) {
		if body["status"] == "failed" {
			body["summary"] = map[string]any{"total": 0, "created": 0, "failed": 0}
		}
	}},
	{name: "another message for a missing field", operation: "POST /v1/contact-lists", failure: `{"error":{
		"message":"422 UNPROCESSABLE ENTITY","details":{"errors":[{"type":"missing","in":"body","field":"name","msg":"Name is required"}]}}}`},
	{name: "times in another notation", response: func(body map[string]any) {
		inAnotherNotation(body)
		resources(inAnotherNotation)(body)
	}},
	{name: "no empty title", response: resources(func(r map[string]any) {
		if title, ok := r["title"]; ok && title == "" {
			r["title"] = "Untitled"
		}
	})},
	{name: "unknown members of the beta", response: resources(func(r map[string]any) { r["consents"] = []any{"mail"} })},
}

// inAnotherOrder turns the lists among custom values round.
func inAnotherOrder(body map[string]any) {
	values, _ := body["custom_fields"].(map[string]any)
	for _, value := range values {
		if list, ok := value.([]any); ok {
			slices.Reverse(list)
		}
	}
}

// inAnotherNotation writes the times among custom values in another way.
func inAnotherNotation(body map[string]any) {
	values, _ := body["custom_fields"].(map[string]any)
	for key, value := range values {
		if text, ok := value.(string); ok && strings.HasSuffix(text, "T12:00:00Z") {
			values[key] = strings.Replace(text, "Z", ".000+00:00", 1)
		}
	}
}

// strictOnly are the mutants that break nothing that is documented.
func strictOnly() []mutant {
	return slices.DeleteFunc(allMutants(), func(m mutant) bool { return !m.strict || m.coarse })
}

// The suite asserts nothing that the documentation does not say.
func TestRun_variants(t *testing.T) {
	t.Parallel()
	for _, m := range testset.Some(slices.Concat(variants, strictOnly()), 30) {
		t.Run(m.name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(50 * time.Millisecond))
				client := srv.Client(cuedesk.WithHTTPClient(&http.Client{Transport: mutantServer{srv, m}}))
				if lines := runSuite(t.Context(), t, client, Options{}, m.parts()...); len(lines) > 0 {
					t.Errorf("not silent:\n%s", strings.Join(lines, "\n"))
				}
			})
		})
	}
}
