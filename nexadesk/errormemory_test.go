//go:build !race

package nexadesk_test

import (
	"testing"

	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
)

//nolint:paralleltest // it measures memory
func TestError_memory(t *testing.T) {
	resttest.CheckErrorMemory(t, suite.Client, func(c *nexadesk.Client) error {
		_, err := c.Contacts.List(t.Context(), nexadesk.ListOptions{})
		return err
	},
		[3]string{`{"success":false,"error":[`, `{},`, `{}]}`},
		[3]string{`{"success":false,"error":"`, `x`, `"}`},
		[3]string{`{"success":false,"error":"No","data":[`, `{},`, `{}]}`},
		[3]string{`{"success":false,`, `"a":1,`, `"error":"No"}`},
	)
}
