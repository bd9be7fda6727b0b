package rest

import (
	"errors"
	"testing"
	"time"
)

// option is of a client's own type, as the options of clients are.
type option func(*Config) error

func (o option) Change(cfg *Config) error { return o(cfg) }

func timeout(d time.Duration) option {
	return func(cfg *Config) error {
		cfg.Timeout = d
		return nil
	}
}

func TestDerive(t *testing.T) {
	t.Parallel()
	core := newCore(t, nil)
	derived, err := Derive(API{Name: "things"}, core, []option{timeout(time.Second), timeout(time.Minute)})
	if err != nil {
		t.Fatal(err)
	}
	if derived.cfg.Timeout != time.Minute || core.cfg.Timeout != 10*time.Second {
		t.Errorf("derived %v, original %v", derived.cfg.Timeout, core.cfg.Timeout)
	}
}

// TestDerive_problems: of the options and of what they lead to.
func TestDerive_problems(t *testing.T) {
	t.Parallel()
	odd, even := errors.New("odd"), errors.New("even")
	_, err := Derive(API{Name: "things"}, newCore(t, nil), []option{
		func(*Config) error { return odd }, timeout(-1), func(*Config) error { return even },
	})
	for _, want := range []error{ErrInvalid, odd, even} {
		checkIs(t, err, want, true)
	}
	if want := "things: invalid input: odd\neven\ntimeout: must not be negative"; err == nil || err.Error() != want {
		t.Errorf("got %v", err)
	}
}
