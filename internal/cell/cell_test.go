package cell

import "testing"

func TestSafe(t *testing.T) {
	t.Parallel()
	for cell, want := range map[string]string{
		"": "", "Mara": "Mara", "=1+1": "'=1+1", " =1": "' =1", "@x": "'@x", "-1-cmd": "'-1-cmd", "+49 (30) 1-2": "+49 (30) 1-2",
		"-5.0": "-5.0", "\tx": "'\tx", "＝x": "'＝x", "a=b": "a=b", "'=x": "'=x",
	} {
		if got := Safe(cell); got != want {
			t.Errorf("%q: %q, not %q", cell, got, want)
		}
	}
}
