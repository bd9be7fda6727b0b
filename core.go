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
	var envelope struct {
		Error struct {
			Message string `json:"message"`
			Details Value  `json:"details"`
		} `json:"error"`
	}
	if rest.Unmarshal(body, &envelope) != nil || envelope.Error.Message == "" {
		return nil
	}
	said := &rest.APIError{Message: envelope.Error.Message, Details: envelope.Error.Details.Raw()}
	var structured struct {
		Errors []FieldError `json:"errors"`
	}
	if rest.Unmarshal(said.Details, &structured) == nil {
		for _, f := range structured.Errors {
			said.Fields = append(said.Fields, rest.FieldError(f))
		}
	}
	return said
}

// NewCore is for the clients of other systems in this module, which take the same
// options and return the same errors. Its other types are internal: outside this
// module there is no use for it.
func NewCore(api rest.API, token string, opts ...Option) (*rest.Core, error) {
	cfg := rest.Config{
		BaseURL:     api.BaseURL,
		Prefix:      api.Prefix,
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
