package cuedesk

import "github.com/cuedesk/cuedesk-go/internal/rest"

// api is the Contacts API of Cuedesk.
var api = rest.API{
	Name: "cuedesk", BaseURL: "https://api.cuedesk.com", Prefix: "/v1", DecodeError: decodeError, Decode: decodeResult,
}

// decodeError reads the error format of the API (API: "Error Responses").
func decodeError(body []byte) *rest.APIError {
	said := &rest.APIError{Refusal: true}
	err := rest.Members(body, func(name string, value []byte) {
		if name == "error" {
			decodeErrorMember(said, value)
		}
	})
	if err != nil || said.Message == "" {
		return nil
	}
	return said
}

func decodeErrorMember(said *rest.APIError, object []byte) {
	_ = rest.Members(object, func(name string, value []byte) { // what is not understood is not in the format
		switch name {
		case "message":
			said.Message = rest.Text(value)
		case "details":
			said.Details = value
			_ = rest.Members(value, func(name string, value []byte) {
				if name == "errors" {
					_ = rest.Elements(value, func(problem []byte) { said.AddField(problem, decodeField) })
				}
			})
		}
	})
}

// decodeField reads one problem of a 422.
func decodeField(object []byte) (f rest.FieldError) {
	_ = rest.Members(object, func(name string, value []byte) {
		switch name {
		case "type":
			f.Type = rest.Text(value)
		case "in":
			f.In = rest.Text(value)
		case "field":
			f.Field = rest.Text(value)
		case "msg":
			f.Msg = rest.Text(value)
		}
	})
	return f
}

// The internal packages cannot import this one: it tells them how the errors and
// options of all clients are made.
var _ = rest.Use(errorMaker, func(change func(*rest.Config) error) any { return option(change) })
