package fakehttp

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"sync"
	"testing"
	"time"
)

// refusal is a Problem.
type refusal int

func (p refusal) Error() string { return http.StatusText(int(p)) }

func (p refusal) Response() (status int, body []byte) { return int(p), []byte(p.Error()) }

// visit is a call of the API under test.
type visit struct {
	r  *http.Request
	at time.Time
}

// newMemory returns an API whose one operation answers with what it is told to.
func newMemory(result any, err error) *Server {
	var lock sync.Mutex
	run := func(v visit) (any, error) {
		if lock.TryLock() || v.at.IsZero() {
			return nil, errors.New("without the lock, or the time")
		}
		if v.r.PathValue("id") == "none" {
			return nil, fmt.Errorf("of the path: %w", refusal(http.StatusNotFound))
		}
		return result, err
	}
	srv, _ := NewAPI(API[visit]{
		Tiers: [][]Operation[visit]{{
			Op("GET /things/{id}", http.StatusAccepted, run), Op("DELETE /things/{id}", http.StatusNoContent, run),
		}},
		Admit: func(r *http.Request) Problem {
			if r.Header.Get("Authorization") == "" {
				return refusal(http.StatusUnauthorized)
			}
			return nil
		},
		Lock:  &lock,
		Begin: func(r *http.Request, at time.Time) visit { return visit{r, at} },
		Encode: func(result any) ([]byte, error) {
			if result == nil {
				return nil, errors.New("nothing to encode")
			}
			return fmt.Append(nil, result), nil
		},
		NotFound:  refusal(http.StatusTeapot),
		ErrorBody: func(status int) (string, []byte) { return "", []byte("documented " + http.StatusText(status)) },
		BodyLimit: 64,
	})
	return srv
}

func TestAPI(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name         string
		method, path string
		token        string
		result       any
		err          error
		status       int
		body         string
	}{
		{"a success", "GET", "/things/1", "t", 7, nil, 202, "7"},
		{"one without a body", "DELETE", "/things/1", "t", nil, nil, 204, ""},
		{"a problem", "GET", "/things/none", "t", 7, nil, 404, "Not Found"},
		{"a problem in place of no body", "DELETE", "/things/none", "t", nil, nil, 404, "Not Found"},
		{"another error", "GET", "/things/1", "t", 7, errors.New("broken"), 500, "documented Internal Server Error"},
		{
			"another error in place of no body", "DELETE", "/things/1", "t", nil, errors.New("broken"), 500,
			"documented Internal Server Error",
		},
		{"a result that cannot be encoded", "GET", "/things/1", "t", nil, nil, 500, "documented Internal Server Error"},
		{"not let in", "GET", "/things/1", "", 7, nil, 401, "Unauthorized"},
		{"no operation", "GET", "/nothing", "", 7, nil, 418, "I'm a teapot"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			r := newRequest(t, tt.method, "https://fake.test"+tt.path, "")
			if tt.token != "" {
				r.Header.Set("Authorization", tt.token)
			}
			got := exchange(t, newMemory(tt.result, tt.err), r)
			wantEqual(t, "status", got.status, tt.status)
			wantEqual(t, "body", got.body, tt.body)
		})
	}
}

func TestPatterns(t *testing.T) {
	t.Parallel()
	op := func(pattern string) Operation[visit] { return Op[visit](pattern, http.StatusOK, nil) }
	got := Patterns([]Operation[visit]{op("GET /c"), op("GET /a")}, []Operation[visit]{op("GET /b")})
	if want := []string{"GET /a", "GET /b", "GET /c"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
