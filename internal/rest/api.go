package rest

// API describes one API to the core: name, address, route prefix, error format.
type API struct {
	// Name begins the text of its errors.
	Name string
	// BaseURL is where it is, unless the user says otherwise.
	BaseURL string
	// Prefix is what its routes begin with. A base URL must not end in it.
	Prefix string
	// DecodeError reads its error format from valid JSON, or returns nil where the
	// body is not in it. Nil: the API has no format.
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
	Details []byte // JSON, a part of the body; may be nil
	Fields  []FieldError
	More    int  // problems beyond those in Fields
	Refusal bool // with a successful status too, it means that nothing was done
}

// AddField keeps what decode finds in a problem; once there are many, it only
// counts.
func (e *APIError) AddField(problem []byte, decode func([]byte) FieldError) {
	if e.Fields == nil {
		e.Fields = make([]FieldError, 0, 2)
	}
	if len(e.Fields) < maxFields {
		e.Fields = append(e.Fields, decode(problem))
	} else {
		e.More++
	}
}

// maxFields bounds the problems with fields that an error keeps.
const maxFields = 100
