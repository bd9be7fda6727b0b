package cuedesk

import (
	"github.com/cuedesk/cuedesk-go/internal/jsonscan"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// api is the Contacts API of Cuedesk.
var api = rest.API{
	Name: "cuedesk", BaseURL: "https://api.cuedesk.com", Prefix: "/v1", DecodeError: decodeError, Decode: decodeResult,
}

// decodeError reads the error format of the API (API: "Error Responses"), in one walk.
func decodeError(body []byte) *rest.APIError {
	said := &rest.APIError{Refusal: true}
	s := jsonscan.New(body)
	s.Visit(func(name []byte) {
		if s.Is(name, "error") {
			decodeErrorMember(said, &s)
		}
	})
	if said.Message == "" {
		return nil
	}
	return said
}

func decodeErrorMember(said *rest.APIError, s *jsonscan.Scanner[[]byte]) {
	s.Visit(func(name []byte) {
		switch {
		case s.Is(name, "message"):
			said.Message = rest.Text(s.Value())
		case s.Is(name, "details"):
			s.Kind()
			from := s.At()
			decodeProblems(said, s)
			said.Details = s.Slice(from, s.At())
		}
	})
}

// decodeProblems reads what is wrong with the input from the details, if they say.
func decodeProblems(said *rest.APIError, s *jsonscan.Scanner[[]byte]) {
	s.Visit(func(name []byte) {
		if !s.Is(name, "errors") || s.Kind() != '[' {
			return
		}
		for s.Open(); s.More(); {
			said.AddField(s.Value(), decodeField)
		}
	})
}

// decodeField reads one problem of a 422.
func decodeField(object []byte) (f rest.FieldError) {
	s := jsonscan.New(object)
	s.Visit(func(name []byte) {
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
	return f
}

// The internal packages cannot import this one: it tells them how the errors and
// options of all clients are made.
var _ = rest.Use(errorMaker, func(change func(*rest.Config) error) any { return option(change) })
