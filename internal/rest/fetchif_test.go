package rest

import "testing"

func TestFetchIf(t *testing.T) {
	t.Parallel()
	complete := func(got *thing) bool { return got.Name != "" }
	core := newCore(t, transport(reply(200, `{"error":"`+phone+`"}`), reply(200, good)))
	got, err := FetchIf(t.Context(), core, operation(ClassRead), complete)
	checkIs(t, err, ErrBadResponse, true)
	if got != nil {
		t.Errorf("%+v", got)
	}
	if got, err = FetchIf(t.Context(), core, operation(ClassRead), complete); err != nil || got.Name != "Ada" {
		t.Errorf("%+v, %v", got, err)
	}
}
