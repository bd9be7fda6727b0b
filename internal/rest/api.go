package rest

import "github.com/go-json-experiment/json/jsontext"

// API is what sets one API apart from another.
type API struct {
	// Name begins the text of its errors.
	Name string
	// BaseURL is where it is, unless the user says otherwise.
	BaseURL string
	// Prefix is what its routes begin with. A base URL must not end in it.
	Prefix string
	// DecodeError reads its error format, or returns nil where the body is not in
	// it. It must not keep the body. Nil: the API has no format.
	DecodeError func(body []byte) *APIError
	// AnyJSON says that no error format is documented, so that any JSON counts as
	// the API's own.
	AnyJSON bool
	// Decode reads the body of a result; nil: [Unmarshal].
	Decode func(body []byte, out any) error
}

// APIError is what an API says about a call that it refused.
type APIError struct {
	Message string
	Details []byte // JSON, as it was received; may be nil
	Fields  []FieldError
	More    int  // problems beyond those in Fields
	Refusal bool // with a successful status too, it means that nothing was done
}

// AddField keeps what decode finds in a problem; once there are many, it only
// counts.
func (e *APIError) AddField(problem []byte, decode func([]byte) FieldError) {
	if len(e.Fields) < maxFields {
		e.Fields = append(e.Fields, decode(problem))
	} else {
		e.More++
	}
}

// maxFields bounds the problems with fields that an error keeps.
const maxFields = 100

// ownFormat reports whether the body of an error is in the API's own format.
func (a API) ownFormat(body []byte, said *APIError) bool {
	return said != nil || a.AnyJSON && jsontext.Value(body).IsValid(jsontext.AllowDuplicateNames(true))
}
