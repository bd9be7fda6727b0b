//go:build !race

package orgcrm_test

import (
	"testing"

	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/orgcrm"
)

//nolint:paralleltest // it measures memory
func TestError_memory(t *testing.T) {
	problem := `{"loc":["body","name"],"msg":"Field required","type":"missing"},`
	resttest.CheckErrorMemory(t, suite.Client, func(c *orgcrm.Client) error {
		_, err := c.Contacts.Get(t.Context(), contactID)
		return err
	},
		[3]string{`{"detail":[`, problem, problem[:len(problem)-1] + `]}`},
		[3]string{`{"detail":[`, `"x",`, `"x"]}`},
		[3]string{`{"detail":[{"loc":[`, `"x",`, `"x"],"msg":"M"}]}`},
		[3]string{`{`, `"a":1,`, `"detail":"M"}`},
		[3]string{`[`, `{},`, `{}]`},
	)
}
