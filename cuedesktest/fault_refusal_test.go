package cuedesktest_test

import (
	"testing"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestFault_refusal: what the API refuses, no fault shows as done.
func TestFault_refusal(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		method string
		path   string
		body   string
		token  string
		status int
	}{
		{"wrong token", "DELETE", "/v1/contact-lists/" + unknownID, "", "wrong", 401},
		{"nothing there", "DELETE", "/v1/contact-lists/" + unknownID, "", cuedesktest.Token, 404},
		{"wrong body", "POST", "/v1/contact-lists", "{}", cuedesktest.Token, 422},
		{"no route", "GET", "/v1/nothing", "", cuedesktest.Token, 404},
	}
	for _, tt := range tests {
		for name, fault := range map[string]cuedesktest.Fault{
			"empty":  cuedesktest.EmptyBody(),
			"portal": cuedesktest.Body(200, "text/html", "<html>"),
		} {
			t.Run(tt.name+"/"+name, func(t *testing.T) {
				t.Parallel()
				a := newAPI(t)
				a.srv.Inject("", fault.AfterApply())
				r := a.request(tt.method, tt.path, tt.body)
				r.Header.Set("Authorization", "Bearer "+tt.token)
				equal(t, "status", a.try(a.srv, r).status, tt.status)
				equal(t, "status of the API itself", a.srv.Requests()[0].Applied, tt.status)
			})
		}
	}
}
