package cuedesktest_test

import (
	"bufio"
	"bytes"
	"cmp"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// documentedOperation is an operation as its golden exchange shows it.
type documentedOperation struct {
	operation string
	status    int
}

// documented are the operations that have golden exchanges, which were made from the documentation; bodies are those of
// their requests, with {name} in place of an ID that is {name} in a path.
var documented, bodies = readGolden()

// ownBodies stand in for bodies that need what a filledAPI does not have, or that cannot be sent twice.
var ownBodies = map[string]string{
	"POST /v1/contacts/search":                            `{}`,
	"POST /v1/contacts":                                   `{"email":"clark@example.com"}`,
	"PATCH /v1/contacts/{contact_uuid}":                   `{"last_name":"Wayne-Kent"}`,
	"POST /v1/contacts/bulk":                              `{"contacts":[{"email":"diana@example.com"}]}`,
	"POST /v1/contacts/{contact_uuid}/custom-fields":      `{"custom_field_uuid":"{custom_field_uuid}","value":7}`,
	"PATCH /v1/contacts/{contact_uuid}/custom-fields":     `{"custom_fields":{"revenue":8}}`,
	"POST /v1/custom-fields":                              `{"name":"Seats","field_type":"number:integer"}`,
	"POST /v1/contact-lists/{contact_list_uuid}/contacts": `{"contact_uuids":["{contact_uuid}"]}`,
}

func readGolden() ([]documentedOperation, map[string]string) {
	folders, err := filepath.Glob("../testdata/golden/*/request.http")
	if err != nil || len(folders) == 0 {
		panic("no golden exchanges")
	}
	var operations []documentedOperation
	var ids []string
	statuses, bodies := map[string]int{}, map[string]string{}
	for _, name := range folders {
		request, body := goldenRequest(name)
		pattern, inPath := patternOf(request)
		if pattern == "" {
			panic("the fake does not serve the request in " + name)
		}
		ids = append(ids, inPath...)
		statuses[pattern] = goldenStatus(filepath.Join(filepath.Dir(name), "response.http"))
		if body != "" {
			bodies[pattern] = body
		}
	}
	for pattern, status := range statuses {
		operations = append(operations, documentedOperation{pattern, status})
	}
	named := strings.NewReplacer(ids...)
	for operation, body := range bodies {
		bodies[operation] = cmp.Or(ownBodies[operation], named.Replace(body))
	}
	return operations, bodies
}

// patternOf returns the operation of a request, and the IDs in its path, each before its {name}.
func patternOf(request *http.Request) (pattern string, ids []string) {
	values := strings.Split(request.URL.Path, "/")
	for _, pattern := range cuedesktest.Operations() {
		method, path, _ := strings.Cut(pattern, " ")
		segments := strings.Split(path, "/")
		if method != request.Method || len(segments) != len(values) {
			continue
		}
		ids = nil
		for i, segment := range segments {
			if _, err := uuid.Parse(values[i]); err == nil && strings.HasPrefix(segment, "{") {
				ids, segments[i] = append(ids, values[i], segment), values[i]
			}
		}
		if slices.Equal(segments, values) {
			return pattern, ids
		}
	}
	return "", nil
}

func goldenRequest(name string) (*http.Request, string) {
	request, err := http.ReadRequest(golden(name))
	if err != nil {
		panic(name + ": " + err.Error())
	}
	body, err := io.ReadAll(request.Body)
	if err != nil {
		panic(name + ": " + err.Error())
	}
	return request, strings.TrimSpace(string(body))
}

func goldenStatus(name string) int {
	response, err := http.ReadResponse(golden(name), nil)
	if err != nil {
		panic(name + ": " + err.Error())
	}
	_ = response.Body.Close()
	return response.StatusCode
}

func golden(name string) *bufio.Reader {
	text, err := os.ReadFile(name)
	if err != nil {
		panic(err)
	}
	return bufio.NewReader(bytes.NewReader(text))
}
