package cuedesk

import (
	"errors"
	"time"

	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// userAgent is what the clients call themselves.
const userAgent = "cuedesk-go/0.1"

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

// NewCore is for the clients of other systems in this module, which take the same
// options and return the same errors. Its other types are internal: outside this
// module there is no use for it.
func NewCore(api rest.API, token string, opts ...Option) (*rest.Core, error) {
	cfg := rest.Config{
		API:         api,
		Credentials: rest.StaticToken(token),
		Authorize:   rest.Bearer,
		Timeout:     30 * time.Second,
		UserAgent:   userAgent,
		NewError:    errorMaker(api),
		Decode:      api.Decode,
	}
	optsErr := rest.Apply(&cfg, opts)
	core, err := rest.New(cfg)
	if err = errors.Join(optsErr, err); err != nil {
		return nil, api.OptionsError(err)
	}
	return core, nil
}
