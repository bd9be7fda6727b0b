package testset

import "testing"

func TestPick(t *testing.T) { //nolint:paralleltest // it sets the environment
	for value, want := range map[string]int{"": 1, "1": 2, "no": 2} {
		t.Setenv(Env, value)
		if got := Pick(1, 2); got != want {
			t.Errorf("with %s=%q: got %d, want %d", Env, value, got, want)
		}
	}
}
