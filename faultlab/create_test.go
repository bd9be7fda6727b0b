package faultlab

import (
	"errors"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestContactsService_Create_answers: what came back decides whether a create is sent again, and what the caller is
// told.
func TestContactsService_Create_answers(t *testing.T) {
	t.Parallel()
	const done, unknown, failed = "done", "unknown", "failed"
	for name, test := range map[string]struct {
		fault    cuedesktest.Fault
		attempts int
		outcome  string
	}{
		"429":                    {cuedesktest.Status(429).RetryAfter("0"), 2, done},
		"429, wait too long":     {cuedesktest.Status(429).RetryAfter("3600"), 1, failed},
		"422":                    {cuedesktest.Status(422), 1, failed},
		"503":                    {cuedesktest.Status(503).RetryAfter("0"), 1, unknown},
		"503, carried out":       {cuedesktest.Status(503).AfterApply(), 1, unknown},
		"HTML 502":               {cuedesktest.HTML502(), 1, unknown},
		"HTML 502, carried out":  {cuedesktest.HTML502().AfterApply(), 1, unknown},
		"empty body":             {cuedesktest.EmptyBody(), 1, unknown},
		"torn body":              {cuedesktest.Torn(), 1, unknown},
		"torn body, carried out": {cuedesktest.Torn().AfterApply(), 1, unknown},
		"reset, carried out":     {cuedesktest.Reset().AfterApply(), 1, unknown},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			l := newLab(t, 0, toxic{})
			l.fake.Inject(createContact, test.fault)
			outcome := done
			if _, err := l.create(); errors.Is(err, cuedesk.ErrOutcomeUnknown) {
				outcome = unknown
			} else if err != nil {
				outcome = failed
			}
			if outcome != test.outcome {
				t.Errorf("the caller was told %q, want %q", outcome, test.outcome)
			}
			l.wantAttempts(test.attempts)
			l.audit()
		})
	}
}

// TestClient_captivePortal: a page that something on the way answers with does not pass for the API's consent.
func TestClient_captivePortal(t *testing.T) {
	t.Parallel()
	l := newLab(t, 0, toxic{})
	list, err := l.client.Lists.Create(t.Context(), cuedesk.ListCreate{Name: "VIP"})
	if err != nil {
		t.Fatal(err)
	}
	id := l.seed()
	l.fake.Inject("*", cuedesktest.Body(200, "text/html; charset=utf-8", "<html><title>Sign in</title></html>").Times(
		3*5+1))
	_, createErr := l.create()
	for what, err := range map[string]error{
		"read":   l.get(id),
		"update": l.update(id),
		"create": createErr,
		"delete": l.client.Lists.Delete(t.Context(), list.ID),
	} {
		if !errors.Is(err, cuedesk.ErrBadResponse) {
			t.Errorf("%s: got %v, want %v", what, err, cuedesk.ErrBadResponse)
		}
	}
	l.wantUnknown(createErr, true)
	if _, err := l.client.Lists.Get(t.Context(), list.ID); err != nil {
		t.Errorf("the list is not there any more: %v", err)
	}
	l.audit()
}
