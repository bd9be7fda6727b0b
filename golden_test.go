package cuedesk_test

import (
	"io"
	"net/http"
	"strconv"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// transport answers requests with a function.
type transport = resttest.Transport

// newClient returns a client whose requests f answers.
func newClient(t *testing.T, f transport, opts ...cuedesk.Option) *cuedesk.Client {
	t.Helper()
	c, err := cuedesk.NewClient("<token>", append(opts, cuedesk.WithHTTPClient(&http.Client{Transport: f}))...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// suite describes the client to the tests that every client must pass.
func suite(t *testing.T) resttest.Suite[*cuedesk.Client] {
	t.Helper()
	return resttest.Suite[*cuedesk.Client]{
		API: "cuedesk",
		Client: func(t *testing.T, rt http.RoundTripper) *cuedesk.Client {
			t.Helper()
			return newClient(t, rt.RoundTrip)
		},
		ErrorBody:  func(status int) string { return errorBody(t, status) },
		Private:    []string{contactID.String(), "Bruce", "batman", "1234567890"},
		Operations: operationsOf(t),
	}
}

// errorBody is an error in the documented format, the documented one if there is.
func errorBody(t *testing.T, status int) string {
	t.Helper()
	switch status {
	case http.StatusUnauthorized, http.StatusUnprocessableEntity:
		return goldenBody(t, "errors", strconv.Itoa(status)+".http")
	}
	return `{"error":{"message":"NOT WHAT BRUCE WANTED","details":{"batman":null}}}`
}

// goldenBody is the body of a documented response.
func goldenBody(t *testing.T, elem ...string) string {
	t.Helper()
	body, err := io.ReadAll(resttest.GoldenResponse(t, elem...).Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestOperations_golden calls each operation as the documentation's example does.
func TestOperations_golden(t *testing.T) {
	t.Parallel()
	suite(t).Golden(t)
}

// TestOperations_failures runs every operation against every failure.
func TestOperations_failures(t *testing.T) {
	t.Parallel()
	suite(t).Failures(t)
}

// TestOperations_fake: the fake serves what the client sends, and the table of
// operations has all of it.
func TestOperations_fake(t *testing.T) {
	t.Parallel()
	suite(t).Complete(t, cuedesktest.Operations())
}
