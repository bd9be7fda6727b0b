package conformance

import (
	"bytes"
	"cmp"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// mutant is a fake that does something wrong: it changes requests to one operation before the fake sees them, or
// responses after.
type mutant struct {
	name      string
	operation string // "" is any
	request   func(body map[string]any, query url.Values)
	response  func(body map[string]any)
	status    int    // in place of that of a success; 0 leaves it
	refusal   int    // in place of that of an error; 0 leaves it
	failure   string // in place of the body of an error; "" leaves it
	token     string // in place of the one sent; "" leaves it
	strict    bool   // whether only the strict suite may notice
	coarse    bool   // whether it also breaks what is documented
	want      []string
}

// parts are the parts of the suite that may notice. The search is left out where it cannot, because it takes longest.
func (m mutant) parts() []suitePart {
	return slices.DeleteFunc(slices.Clone(suiteParts), func(part suitePart) bool {
		switch m.operation {
		case "":
			return false
		case searchRoute:
			return part.name != "Search Contacts" && part.name != "Pagination"
		}
		return part.name == "Search Contacts"
	})
}

// mutantServer is a fake that is one of the mutants.
type mutantServer struct {
	*cuedesktest.Server

	mutant mutant
}

// RoundTrip sends the request on, both ways through the mutant.
func (b mutantServer) RoundTrip(req *http.Request) (*http.Response, error) {
	if b.mutant.operation != "" && b.mutant.operation != b.Operation(req) {
		return b.Server.RoundTrip(req)
	}
	req = req.Clone(req.Context())
	if b.mutant.request != nil {
		query := req.URL.Query()
		body := rewrite(&req.Body, func(body map[string]any) { b.mutant.request(body, query) })
		req.ContentLength, req.URL.RawQuery = int64(body), query.Encode()
	}
	if b.mutant.token != "" {
		req.Header.Set("Authorization", "Bearer "+b.mutant.token)
	}
	resp, err := b.Server.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	b.mutate(resp)
	return resp, nil
}

// mutate makes of a response what the mutant answers.
func (b mutantServer) mutate(resp *http.Response) {
	if resp.StatusCode >= http.StatusBadRequest {
		if resp.StatusCode == http.StatusUnauthorized {
			return
		}
		resp.StatusCode = cmp.Or(b.mutant.refusal, resp.StatusCode)
		if b.mutant.failure != "" {
			resp.Body, resp.ContentLength = io.NopCloser(strings.NewReader(b.mutant.failure)), int64(len(b.mutant.failure))
		}
		return
	}
	resp.StatusCode = cmp.Or(b.mutant.status, resp.StatusCode)
	if b.mutant.response != nil {
		resp.ContentLength = int64(rewrite(&resp.Body, b.mutant.response))
		resp.Header.Set("Content-Length", strconv.FormatInt(resp.ContentLength, 10))
	}
}

// rewrite changes a body of JSON, and returns its new length. One that is no object is left alone.
func rewrite(body *io.ReadCloser, change func(map[string]any)) int {
	var raw []byte
	if *body != nil {
		raw, _ = io.ReadAll(*body)
	}
	var members map[string]any
	err := json.Unmarshal(raw, &members)
	if err != nil {
		members = nil
	}
	change(members)
	if err == nil {
		raw, _ = json.Marshal(members)
	}
	*body = io.NopCloser(bytes.NewReader(raw))
	return len(raw)
}

// resources returns a change of all resources of a response, whether it is one or a page of them.
func resources(change func(resource map[string]any)) func(map[string]any) {
	return func(body map[string]any) {
		if body["uuid"] != nil {
			change(body)
		}
		for _, member := range []string{"contacts", "contact_lists", "custom_fields", "notes"} {
			items, _ := body[member].([]any)
			for _, item := range items {
				if resource, ok := item.(map[string]any); ok {
					change(resource)
				}
			}
		}
	}
}

// filters returns a change of all filters of a search, but for the one that restricts it to the suite's contacts.
func filters(change func(filter map[string]any)) func(map[string]any, url.Values) {
	return func(body map[string]any, _ url.Values) {
		all, _ := body["advanced_search"].([]any)
		for n, one := range all {
			if filter, ok := one.(map[string]any); ok && n > 0 {
				change(filter)
			}
		}
	}
}

// replaced returns a change that takes one operator for another.
func replaced(operator, by string) func(map[string]any, url.Values) {
	return filters(func(filter map[string]any) {
		if filter["operator"] == operator {
			filter["operator"] = by
		}
	})
}

// without returns a change that drops members.
func without(members ...string) func(map[string]any) {
	return func(body map[string]any) {
		for _, member := range members {
			delete(body, member)
		}
	}
}

// counted returns a change of a number in a nested object.
func counted(object, member string, by float64) func(map[string]any) {
	return func(body map[string]any) {
		if inner, ok := body[object].(map[string]any); ok {
			n, _ := inner[member].(float64)
			inner[member] = n + by
		}
	}
}

// ignored returns a change that does as if parameters of the query were not there.
func ignored(params ...string) func(map[string]any, url.Values) {
	return func(_ map[string]any, query url.Values) {
		for _, param := range params {
			query.Del(param)
		}
	}
}

// ignoreMembers returns a change that does as if members of the request were not there.
func ignoreMembers(members ...string) func(map[string]any, url.Values) {
	return func(body map[string]any, _ url.Values) { without(members...)(body) }
}

// reversed turns the items of a page round.
func reversed(member string) func(map[string]any) {
	return func(body map[string]any) {
		items, _ := body[member].([]any)
		for a, b := 0, len(items)-1; a < b; a, b = a+1, b-1 {
			items[a], items[b] = items[b], items[a]
		}
	}
}

// repeated returns a change that puts the first item of a page in place of the second.
func repeated(member string) func(map[string]any) {
	return func(body map[string]any) {
		if items, _ := body[member].([]any); len(items) > 1 {
			items[1] = items[0]
		}
	}
}

// rows returns a change of each row of an import.
func rows(change func(row map[string]any)) func(map[string]any, url.Values) {
	return func(body map[string]any, _ url.Values) {
		all, _ := body["contacts"].([]any)
		for _, one := range all {
			if row, ok := one.(map[string]any); ok {
				change(row)
			}
		}
	}
}

// known returns a change that does as if a parameter of the query, "" being any, were not there with one of the values.
func known(param string, values ...string) func(map[string]any, url.Values) {
	return func(_ map[string]any, query url.Values) {
		for name := range query {
			if (param == "" || param == name) && slices.Contains(values, query.Get(name)) {
				query.Del(name)
			}
		}
	}
}

// limitArrays returns a change that has longer arrays refused.
func limitArrays(member string, limit int) func(map[string]any, url.Values) {
	return func(body map[string]any, _ url.Values) {
		if items, ok := body[member].([]any); ok && len(items) > limit {
			body[member] = nil
		}
	}
}

// keepUpdatedAt has an update leave updated_at where it was.
func keepUpdatedAt(body map[string]any) { body["updated_at"] = body["created_at"] }
