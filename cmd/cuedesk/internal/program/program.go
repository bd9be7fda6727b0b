// Package program is what the commands have in common: their surroundings, exit codes, and the way to the API.
package program

import (
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// Env is what surrounds a command.
type Env struct {
	Getenv         func(string) string
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Fake           *cuedesktest.Server // what commands work on without a token; nil: a new one
}

// OnFake is what a command says first that works on a fake.
const OnFake = "CUEDESK_TOKEN is not set: this works on a fake of Cuedesk in this process, and is forgotten with it."

// HasToken reports whether the environment leads to the API.
func (e Env) HasToken() bool { return e.Getenv("CUEDESK_TOKEN") != "" }

// ShowHelp writes the help of a command.
func (e Env) ShowHelp(text string) error {
	out := screen.New(e.Stdout)
	out.Line("%s", strings.TrimSuffix(text, "\n"))
	return out.Err()
}

// Connect returns a client of the API, or of a fake in this process if there is no token.
func (e Env) Connect() (*cuedesk.Client, error) {
	base := e.Getenv("CUEDESK_BASE_URL")
	switch {
	case !e.HasToken() && base != "":
		return nil, UsageError("CUEDESK_BASE_URL is set, but CUEDESK_TOKEN is not")
	case !e.HasToken() && e.Fake != nil:
		return e.Fake.Client(), nil
	case !e.HasToken():
		return cuedesktest.NewServer(cuedesktest.WithRequestLog(0)).Client(), nil
	}
	client, err := cuedesk.NewClient(e.Getenv("CUEDESK_TOKEN"), BaseURL(base)...)
	if err != nil {
		return nil, WithCode(Usage, err)
	}
	return client, nil
}

// BaseURL is the option for a base URL that may be empty.
func BaseURL(base string) []cuedesk.Option {
	if base == "" {
		return nil
	}
	return []cuedesk.Option{cuedesk.WithBaseURL(base)}
}

// Text is an error in words, without the names of the packages that it comes from.
func Text(err error) string { return withoutPackages.Replace(err.Error()) }

var withoutPackages = strings.NewReplacer(
	"importer: ", "", "exporter: ", "", "cluster: ", "", "contactfile: ", "", "cuedesk: ", "",
)

// Count is a number with its noun in the singular or in the plural.
func Count(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}

// Explain says what an error means to the person who runs the program.
func Explain(err error) string {
	switch apiErr, ok := errors.AsType[*cuedesk.Error](err); {
	case errors.Is(err, cuedesk.ErrUnauthorized):
		return Text(err) + "\nThe API does not accept the token."
	case ok && apiErr.Explain() != "":
		return Text(err) + "\n" + apiErr.Explain()
	}
	return Text(err)
}
