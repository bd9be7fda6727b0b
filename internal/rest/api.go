package rest

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/google/uuid"
)

// API describes one API to the core: name, address, route prefix, error format.
type API struct {
	// Name begins the text of its errors.
	Name string
	// BaseURL is where it is, unless the user says otherwise.
	BaseURL string
	// Prefix is what its routes begin with. A base URL must not end in it.
	Prefix string
	// DecodeError reads its error format from what begins as an object does, or
	// returns nil where the body is not in it, or is no JSON. Nil: the API has none.
	DecodeError func(body string) *APIError
	// AnyJSON says that no error format is documented, so that any JSON counts as
	// the API's own.
	AnyJSON bool
	// Decode reads results; nil: by [Unmarshal].
	Decode Decoder
	// Complete reports whether a result of [Fetch], given as a pointer, has the members
	// without which it is useless. JSON of some other shape must not pass for an answer.
	Complete func(result any) bool
}

// Decoder reads the body of a result, and reports whether every member of it is known
// to be documented.
type Decoder func(body []byte, out any) (known bool, err error)

// APIError is what an API says about a call that it refused.
type APIError struct {
	Message string
	Details string // JSON; may be empty
	Fields  []FieldError
	More    int  // problems beyond those in Fields
	Refusal bool // with a successful status too, it means that nothing was done

	first [2]FieldError // most errors have no more
}

// apiErrors is memory for what an API says, until the client has made its error of it.
var apiErrors = sync.Pool{New: func() any { return new(APIError) }}

// NewAPIError returns an error that says nothing yet. Its memory is used again once
// [Config.NewError] has returned.
func NewAPIError() *APIError {
	e, _ := apiErrors.Get().(*APIError)
	return e
}

// free gives the memory to the next error.
func (e *APIError) free() {
	*e = APIError{}
	apiErrors.Put(e)
}

// NextField returns where the next problem belongs; nil once there are many, which
// are only counted.
func (e *APIError) NextField() *FieldError {
	if len(e.Fields) == maxFields {
		e.More++
		return nil
	}
	if e.Fields == nil {
		e.Fields = e.first[:0]
	}
	e.Fields = append(e.Fields, FieldError{})
	return &e.Fields[len(e.Fields)-1]
}

// own gives the error texts of its own, so that it does not hold on to a large body.
func (e *APIError) own() {
	e.Message, e.Details = strings.Clone(e.Message), strings.Clone(e.Details)
	for i := range e.Fields {
		f := &e.Fields[i]
		f.Type, f.In = strings.Clone(f.Type), strings.Clone(f.In)
		f.Field, f.Msg = strings.Clone(f.Field), strings.Clone(f.Msg)
	}
}

// maxFields bounds the problems with fields that an error keeps.
const maxFields = 100

// Changer is an option of a client, as far as this package needs to know it.
type Changer interface{ Change(cfg *Config) error }

// Apply applies all options, and returns all that is wrong with them.
func Apply[O any](cfg *Config, opts []O) error {
	var errs []error
	for _, opt := range opts {
		if changer, ok := any(opt).(Changer); ok {
			errs = append(errs, changer.Change(cfg))
		} else {
			errs = append(errs, errors.New("an option is nil"))
		}
	}
	return errors.Join(errs...)
}

// Open returns a core for a client of the API with these options; change, which
// may be nil, comes before them.
func Open[O any](api API, token string, change func(*Config), opts []O) (*Core, error) {
	cfg := Config{
		API:         api,
		Credentials: StaticToken(token),
		Timeout:     defaultTimeout,
		UserAgent:   UserAgent,
		Decode:      api.Decode,
		NewError:    errorsOf(api),
	}
	if change != nil {
		change(&cfg)
	}
	optsErr := Apply(&cfg, opts)
	core, err := New(cfg)
	if err = errors.Join(optsErr, err); err != nil {
		return nil, api.OptionsError(err)
	}
	return core, nil
}

// UserAgent is what the clients call themselves.
const UserAgent = "cuedesk-go/0.1"

// What the package that users import has to tell this one, which must not import
// it: how the errors and the options of all clients are made.
var (
	errorsOf func(API) func(Failure) error
	optionOf func(change func(*Config) error) any
)

// Use tells how errors and options are made.
func Use(errors func(API) func(Failure) error, option func(change func(*Config) error) any) bool {
	errorsOf, optionOf = errors, option
	return true
}

// OptionOf returns an option of the type that users see, for packages of this
// module that need one of their own.
func OptionOf(change func(*Config) error) any { return optionOf(change) }

// Derive returns a core that differs by the options of a client; see [Core.With].
func Derive[O any](api API, core *Core, opts []O) (*Core, error) {
	derived, err := core.With(func(cfg *Config) error { return Apply(cfg, opts) })
	if err != nil {
		return nil, api.OptionsError(err)
	}
	return derived, nil
}

// OptionsError is all that is wrong with a client's options.
func (a API) OptionsError(err error) error { return fmt.Errorf("%s: %w: %w", a.Name, ErrInvalid, err) }

// SameID reports whether two IDs of an API that does not say what they look like
// name the same resource: they are equal, or the same UUID in two spellings.
func SameID(a, b string) bool {
	if a == b {
		return true
	}
	one, err := uuid.Parse(a)
	other, otherErr := uuid.Parse(b)
	return err == nil && otherErr == nil && one == other
}
