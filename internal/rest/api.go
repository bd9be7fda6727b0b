package rest

// API is what sets one API apart from another.
type API struct {
	// Name begins the text of its errors.
	Name string
	// BaseURL is where it is, unless the user says otherwise.
	BaseURL string
	// Prefix is what its routes begin with. A base URL must not end in it.
	Prefix string
	// DecodeError reads its error format, or returns nil where the body is not in
	// it.
	DecodeError func(body []byte) *APIError
	// Decode reads the body of a result; nil: [Unmarshal].
	Decode func(body []byte, out any) error
}

// APIError is what an API says about a call that it refused.
type APIError struct {
	Message string
	Details []byte // JSON, as it was received; may be nil
	Fields  []FieldError
}
