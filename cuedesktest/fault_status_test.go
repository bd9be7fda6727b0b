package cuedesktest_test

import (
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestStatus_panics: no response has such a status, so that the fault would show as something else.
func TestStatus_panics(t *testing.T) {
	t.Parallel()
	message := func(fault func()) (text string) {
		defer func() { text, _ = recover().(string) }()
		fault()
		return ""
	}
	for status, possible := range map[int]bool{-1: false, 0: false, 99: false, 100: true, 999: true, 1000: false} {
		for name, fault := range map[string]func(){
			"Status": func() { cuedesktest.Status(status) },
			"Body":   func() { cuedesktest.Body(status, "", "") },
		} {
			got := message(fault)
			if said := strings.HasPrefix(got, "cuedesktest: "+name+": no status "); said == possible || possible && got != "" {
				t.Errorf("%s(%d): panic %q", name, status, got)
			}
		}
	}
}
