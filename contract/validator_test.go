package contract

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"

	"pgregory.net/rapid"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/google/uuid"
)

// validator is a transport that compares each request and each response with the document.
type validator struct {
	*coverage

	doc     *document
	next    http.RoundTripper
	lenient bool                          // requests are wrong on purpose: only responses are validated
	open    bool                          // responses may have members that the document does not know
	inspect func(*http.Response) []string // finds more violations in a response; may be nil

	mu         sync.Mutex
	violations []string
}

func newValidator(t rapid.TB, next http.RoundTripper) *validator {
	t.Helper()
	return &validator{coverage: newCoverage(), doc: openDocument(t), next: next}
}

// RoundTrip sends the request on. Violations do not keep it from being answered.
func (v *validator) RoundTrip(req *http.Request) (*http.Response, error) {
	ctx := req.Context()
	sent, err := drain(req.Body)
	if err != nil {
		return nil, err
	}
	req = req.Clone(ctx)
	input := v.request(req, sent)
	req.Body = io.NopCloser(bytes.NewReader(sent))
	if len(sent) == 0 {
		req.Body = http.NoBody
	}
	resp, err := v.next.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	received, err := drain(resp.Body)
	if err != nil {
		return nil, err
	}
	resp.Body = io.NopCloser(bytes.NewReader(received))
	if input != nil {
		v.response(ctx, input, resp, received)
	}
	return resp, nil
}

func drain(body io.ReadCloser) ([]byte, error) {
	if body == nil {
		return nil, nil
	}
	defer body.Close()
	return io.ReadAll(body)
}

// report records a line for each violation.
func (v *validator) report(operation, message string, lines []string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	for _, line := range lines {
		v.violations = append(v.violations, fmt.Sprintf("%s %s: %s", operation, message, line))
	}
}

// found returns the violations so far, each once.
func (v *validator) found() []string {
	v.mu.Lock()
	defer v.mu.Unlock()
	lines := slices.Clone(v.violations)
	slices.Sort(lines)
	return slices.Compact(lines)
}

// request validates a request and returns what its response is validated by; nil if it is to no operation.
func (v *validator) request(req *http.Request, body []byte) *openapi3filter.RequestValidationInput {
	route, path, err := v.doc.router.FindRoute(req)
	if err != nil {
		v.report(req.Method, req.URL.Path, []string{"is no operation"})
		return nil
	}
	copied := req.Clone(req.Context())
	copied.Body = io.NopCloser(bytes.NewReader(body))
	copied.ContentLength = int64(len(body))
	input := &openapi3filter.RequestValidationInput{Request: copied, PathParams: path, Route: route, Options: options()}
	if v.lenient {
		return input
	}
	id := route.Operation.OperationID
	v.called(id)
	v.report(id, "request", explain(openapi3filter.ValidateRequest(req.Context(), input)))
	v.report(id, "request", v.requestParts(id, req, path, body))
	return input
}

// requestParts marks the parts of a request, and returns what is wrong with them that the library does not look at.
func (v *validator) requestParts(id string, req *http.Request, path map[string]string, body []byte) []string {
	s := v.doc.requests[id]
	var unknown, lines []string
	for name, value := range path {
		unknown = append(unknown, v.message(s, "path."+name, value)...)
	}
	for name, values := range req.URL.Query() {
		if len(values) > 1 {
			lines = append(lines, "query."+name+" is given more than once")
		}
		unknown = append(unknown, v.message(s, "query."+name, values[0])...)
	}
	if len(body) > 0 {
		unknown = append(unknown, v.message(s, "body", decode(body))...)
	}
	return append(lines, undocumented(unknown)...)
}

// response validates a response.
func (v *validator) response(ctx context.Context, input *openapi3filter.RequestValidationInput, resp *http.Response,
	body []byte,
) {
	id := input.Route.Operation.OperationID
	result := &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: resp.StatusCode, Header: resp.Header, Options: options(),
	}
	result.SetBodyBytes(body)
	lines := explain(openapi3filter.ValidateResponse(ctx, result))
	v.answered(id, resp.StatusCode)
	if s := v.doc.responses[responseKey(id, resp.StatusCode)]; s != nil && len(body) > 0 {
		if unknown := v.message(s, "body", decode(body)); !v.open {
			lines = append(lines, undocumented(unknown)...)
		}
	}
	if v.inspect != nil {
		lines = append(lines, v.inspect(resp)...)
	}
	v.report(id, fmt.Sprint("response ", resp.StatusCode), lines)
}

func undocumented(places []string) []string {
	lines := make([]string, 0, len(places))
	for _, place := range places {
		lines = append(lines, place+" is not in the document")
	}
	return lines
}

// decode reads JSON, numbers as they are; the library reports text that is not JSON.
func decode(body []byte) any {
	var value any
	dec := json.NewDecoder(bytes.NewReader(body))
	dec.UseNumber()
	_ = dec.Decode(&value)
	return value
}

// options are the strictest that the library has.
func options() *openapi3filter.Options {
	return &openapi3filter.Options{
		MultiError: true, IncludeResponseStatus: true, RejectWhenRequestBodyNotSpecified: true, SkipSettingDefaults: true,
		AuthenticationFunc:      authenticated,
		SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.WithStringFormatValidator("uuid", uuidFormat{})},
	}
}

func authenticated(_ context.Context, in *openapi3filter.AuthenticationInput) error {
	scheme, token, _ := strings.Cut(in.RequestValidationInput.Request.Header.Get("Authorization"), " ")
	if scheme != "Bearer" || token == "" || strings.TrimSpace(token) != token {
		return errors.New("the Authorization header is not a bearer token")
	}
	return nil
}

// uuidFormat accepts UUIDs in lower case with dashes.
type uuidFormat struct{}

func (uuidFormat) Validate(text string) error {
	if id, err := uuid.Parse(text); err != nil || id.String() != text {
		return errors.New("not a UUID")
	}
	return nil
}

// explain returns what the library found, a line each. Its errors are nested, not wrapped.
func explain(err error) []string {
	switch err := any(err).(type) {
	case nil:
		return nil
	case openapi3.MultiError:
		var lines []string
		for _, one := range err {
			lines = append(lines, explain(one)...)
		}
		return lines
	case *openapi3.SchemaError:
		return []string{strings.Join(append([]string{"body"}, err.JSONPointer()...), ".") + ": " + firstLine(err.Reason)}
	case *openapi3filter.RequestError:
		lines := reason(err.Reason, err.Err)
		if err.Parameter == nil {
			return lines
		}
		return memberAt(err.Parameter.In+"."+err.Parameter.Name, lines)
	case *openapi3filter.ResponseError:
		return reason(err.Reason, err.Err)
	case *openapi3filter.SecurityRequirementsError:
		return reason("", errors.Join(err.Errors...))
	case error:
		return []string{strings.ReplaceAll(err.Error(), "\n", "; ")}
	}
	return nil
}

// memberAt says where a parameter's problems are.
func memberAt(place string, lines []string) []string {
	for n, line := range lines {
		lines[n] = place + ": " + strings.TrimPrefix(line, "body: ")
	}
	return lines
}

func reason(text string, err error) []string {
	if err != nil {
		return explain(err)
	}
	return []string{firstLine(text)}
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return line
}
