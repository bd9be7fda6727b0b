package rest

import "testing"

func TestCore_Fail(t *testing.T) {
	t.Parallel()
	failure := asFailed(t, newCore(t, nil).Fail(operation(ClassRead), errReset))
	if failure.Operation != operation(ClassRead).Pattern || failure.StatusCode != 0 || failure.Attempts != nil {
		t.Errorf("%v", failure)
	}
	checkIs(t, failure, errReset, true)
}
