package rest

import "testing"

func TestFetch_incomplete(t *testing.T) {
	t.Parallel()
	complete := func(got *resource) bool { return got.Name != "" }
	core := newCore(t, transport(reply(200, `{"error":"`+phone+`"}`), reply(200, good)))
	got, err := Fetch(t.Context(), core, operation(ClassRead), complete)
	checkIs(t, err, ErrBadResponse, true)
	if got != nil {
		t.Errorf("%+v", got)
	}
	if got, err = Fetch(t.Context(), core, operation(ClassRead), complete); err != nil || got.Name != "Ada" {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestOperation_MayBeEmpty: an answer without a body is one, but no other that is incomplete.
func TestOperation_MayBeEmpty(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		body string
		ok   bool
	}{{"", true}, {" \n", true}, {good, true}, {`[]`, false}, {`{"error":""}`, false}} {
		op := operation(ClassRead).MayBeEmpty()
		_, err := Fetch(t.Context(), newCore(t, transport(reply(200, test.body))), op, func(got *resource) bool {
			return got.Name != "" || test.ok
		})
		checkIs(t, err, ErrBadResponse, !test.ok)
	}
	core := newCore(t, transport(reply(200, "", "Content-Type", "text/html"), reply(502, "")))
	if _, err := Fetch[resource](t.Context(), core, operation(ClassCreate).MayBeEmpty()); err != nil {
		t.Error(err)
	}
	_, err := Fetch[resource](t.Context(), core, operation(ClassCreate).MayBeEmpty())
	checkIs(t, err, ErrOutcomeUnknown, true)
}

// refusal is a response that says that it is not the answer.
type refusal struct{}

func (*refusal) UnmarshalJSON([]byte) error { return RefusedError("nothing was done") }

// TestFetch_complete: the API's client says what a result must have, unless there may be none, or the type of the
// result is the caller's.
func TestFetch_complete(t *testing.T) {
	t.Parallel()
	named := func(result any) bool { return result.(*resource).Name != "" } //nolint:forcetypeassert // the only type here
	core := newCore(t, transport(reply(200, `{}`), reply(200, `{}`), reply(200, `{}`)),
		func(cfg *Config) { cfg.API.Complete = named })
	_, err := Fetch[resource](t.Context(), core, operation(ClassRead))
	checkIs(t, err, ErrBadResponse, true)
	if _, err := Fetch[resource](t.Context(), core, operation(ClassIdempotent).MayBeEmpty()); err != nil {
		t.Error(err)
	}
	if err := Do(t.Context(), core, Custom("GET /v1/things", nil, new(resource))); err != nil {
		t.Error(err)
	}
}

// TestFetch_refusedInBody: a response that says that nothing was done leaves nothing open.
func TestFetch_refusedInBody(t *testing.T) {
	t.Parallel()
	for _, class := range []Class{ClassCreate, ClassMatched, ClassIdempotent} {
		core := newCore(t, transport(reply(200, `{"success":false}`)))
		_, err := Fetch[struct {
			Success refusal `json:"success"`
		}](t.Context(), core, operation(class))
		checkIs(t, err, ErrBadResponse, true)
		checkIs(t, err, ErrOutcomeUnknown, false)
		if failure := asFailed(t, err); failure.Err.Error() != "unreadable response: nothing was done" ||
			len(failure.Attempts) != 1 {
			t.Errorf("%v after %d attempts", failure.Err, len(failure.Attempts))
		}
	}
}
