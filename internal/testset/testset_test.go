package testset

import (
	"slices"
	"testing"
)

func TestPick(t *testing.T) { //nolint:paralleltest // it sets the environment
	for value, isLarge := range map[string]bool{"": !race, "1": true, "no": true} {
		t.Setenv(Env, value)
		rounds, some := 1, []string{"a", "d"}
		if isLarge {
			rounds, some = 2, []string{"a", "b", "c", "d"}
		}
		if got := Pick(1, 2); got != rounds {
			t.Errorf("with %s=%q: picked %d, want %d", Env, value, got, rounds)
		}
		if got := Some([]string{"a", "b", "c", "d"}, 3); !slices.Equal(got, some) {
			t.Errorf("with %s=%q: some are %q, want %q", Env, value, got, some)
		}
	}
}
