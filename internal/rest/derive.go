package rest

import (
	"errors"
	"fmt"
)

// Apply applies all options, and returns all that is wrong with them.
func Apply[O ~func(*Config) error](cfg *Config, opts []O) error {
	var errs []error
	for _, opt := range opts {
		if change := (func(*Config) error)(opt); change == nil {
			errs = append(errs, errors.New("an option is nil"))
		} else {
			errs = append(errs, change(cfg))
		}
	}
	return errors.Join(errs...)
}

// Derive returns a core that differs by the options of a client; see [Core.With].
func Derive[O ~func(*Config) error](api API, core *Core, opts []O) (*Core, error) {
	derived, err := core.With(func(cfg *Config) error { return Apply(cfg, opts) })
	if err != nil {
		return nil, api.OptionsError(err)
	}
	return derived, nil
}

// OptionsError is all that is wrong with a client's options.
func (a API) OptionsError(err error) error { return fmt.Errorf("%s: %w: %w", a.Name, ErrInvalid, err) }
