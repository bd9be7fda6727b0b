package cuedesk

import (
	"strconv"
	"strings"

	"github.com/cuedesk/cuedesk-go/internal/jsonscan"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// api is the Contacts API of Cuedesk.
var api = rest.API{
	Name: "cuedesk", BaseURL: "https://api.cuedesk.com", Prefix: "/v1", DecodeError: decodeError, Decode: decodeResult,
	Complete: isComplete,
}

// decodeError reads the error format of the API (API: "Error Responses"), in one walk.
// Others have an error with a message, too: it is the API's if the message is a status
// in capitals, as in "404 NOT FOUND", or if nothing is there that is not documented.
func decodeError(body string) *rest.APIError {
	said := rest.NewAPIError()
	said.Refusal = true
	exact := true
	s := jsonscan.New(body)
	s.Visit(func(name string) {
		if s.Is(name, "error") {
			exact = decodeErrorMember(said, &s) && exact
		} else {
			exact = false
		}
	})
	if said.Message == "" || !exact && !isStatusLine(said.Message) || !s.Valid() && !rest.ValidJSON(body) {
		return nil
	}
	return said
}

// decodeErrorMember reports whether the error has no more than a message and details.
func decodeErrorMember(said *rest.APIError, s *jsonscan.Scanner[string]) (exact bool) {
	exact = true
	s.Visit(func(name string) {
		switch {
		case s.Is(name, "message"):
			said.Message = rest.Text(s.Value())
		case s.Is(name, "details"):
			s.Kind()
			from := s.At()
			decodeProblems(said, s)
			said.Details = s.Slice(from, s.At())
		default:
			exact = false
		}
	})
	return exact
}

// isStatusLine reports whether a message is a status of 4xx or 5xx and its name in
// capitals.
func isStatusLine(message string) bool {
	code, name, _ := strings.Cut(message, " ")
	status, err := strconv.Atoi(code)
	return err == nil && status >= 400 && status < 600 && name != "" && name == strings.ToUpper(name)
}

// decodeProblems reads what is wrong with the input from the details, if they say.
func decodeProblems(said *rest.APIError, s *jsonscan.Scanner[string]) {
	s.Visit(func(name string) {
		if !s.Is(name, "errors") || s.Kind() != '[' {
			return
		}
		for s.Open(); s.More(); {
			if field := said.NextField(); field != nil {
				decodeField(field, s)
			} else {
				s.Value()
			}
		}
	})
}

// decodeField reads one problem of a 422.
func decodeField(f *rest.FieldError, s *jsonscan.Scanner[string]) {
	s.Visit(func(name string) {
		switch {
		case s.Is(name, "type"):
			f.Type = rest.Text(s.Value())
		case s.Is(name, "in"):
			f.In = rest.Text(s.Value())
		case s.Is(name, "field"):
			f.Field = rest.Text(s.Value())
		case s.Is(name, "msg"):
			f.Msg = rest.Text(s.Value())
		}
	})
}

// The internal packages cannot import this one: it tells them how the errors and
// options of all clients are made.
var _ = rest.Use(errorMaker, func(change func(*rest.Config) error) any { return option(change) })
