package main

import (
	"context"
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go"
)

// minimalOperations are those whose time is compared with the least that is possible.
var minimalOperations = []string{getContact, createContact, validation}

// newMinimal is a client that does only what net/http makes each client do: a request,
// its round trip, and reading the body, which it does not decode.
func newMinimal(client *http.Client, base string) contender {
	send := func(ctx context.Context, method, path, body string) (any, error) {
		req, err := http.NewRequestWithContext(ctx, method, base+path, strings.NewReader(body))
		if err != nil {
			return nil, err
		}
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Accept", "application/json")
		resp, err := client.Do(req)
		if err != nil {
			return nil, err
		}
		defer resp.Body.Close()
		if _, err := io.ReadAll(resp.Body); err != nil {
			return nil, err
		}
		if resp.StatusCode >= 300 {
			return nil, errLeast
		}
		return resp, nil
	}
	return contender{minimal, map[string]operation{
		getContact: func(ctx context.Context) (any, error) {
			return send(ctx, http.MethodGet, "/v1/contacts/"+contactID, "")
		},
		validation: func(ctx context.Context) (any, error) {
			return send(ctx, http.MethodGet, "/v1/contacts/"+missingID, "")
		},
		createContact: func(ctx context.Context) (any, error) {
			return send(ctx, http.MethodPost, "/v1/contacts", minimalContactJSON)
		},
	}, nil}
}

var (
	errLeast           = errors.New("422")
	minimalContactJSON = contactJSON(1)
)

// newMinimalHooked is the client without hooks, and what must be allocated, read and
// called for one that does nothing: the attempts of its result, the header that it may
// add to, the clock at the start of the call, and its five functions.
func newMinimalHooked(client *http.Client, base string) (contender, error) {
	c, err := newCuedesk(client, base)
	if err != nil {
		return contender{}, err
	}
	get := c.operations[getContact]
	c.name = hookedMinimal
	c.operations = map[string]operation{getContact: func(ctx context.Context) (any, error) {
		started := time.Now()
		if err := noHook.Gate(ctx, cuedesk.Call{}); err != nil {
			return nil, err
		}
		ctx, endCall := noHook.StartCall(ctx, cuedesk.Call{})
		header := http.Header{}
		ctx, endAttempt := noHook.StartAttempt(ctx, cuedesk.Attempt{}, header)
		result, err := get(ctx)
		endAttempt(cuedesk.Attempt{})
		attempts := make([]cuedesk.Attempt, 1)
		endCall(cuedesk.Result{Attempts: attempts, Duration: time.Since(started)})
		runtime.KeepAlive(header)
		return result, err
	}}
	return c, nil
}
