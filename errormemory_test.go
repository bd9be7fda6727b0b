//go:build !race

package cuedesk_test

import (
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

//nolint:paralleltest // it measures memory
func TestError_memory(t *testing.T) {
	const begin, end = `{"error":{"message":"422 UNPROCESSABLE ENTITY","details":`, `}}`
	problem := `{"type":"missing","in":"body","field":"name","msg":"Field required"},`
	resttest.CheckErrorMemory(t, suite(t).Client, func(c *cuedesk.Client) error {
		_, err := c.Contacts.Get(t.Context(), contactID)
		return err
	},
		[3]string{begin + `{"errors":[`, problem, problem[:len(problem)-1] + `]}` + end},
		[3]string{begin + `{"errors":[`, `{},`, `{}]}` + end},
		[3]string{begin + `{`, `"":1,`, `"a":2}` + end},
		[3]string{begin + `[`, `0,`, `0]` + end},
		[3]string{begin + `"`, `x`, `"` + end},
		[3]string{`{`, `"a":1,`, `"error":{"message":"422 UNPROCESSABLE ENTITY"}}`},
		[3]string{`{"error":{"message":"`, `\u0041`, `"}}`},
		[3]string{begin + `{"errors":[{"msg":"`, `x`, `"}]}` + end},
	)
}
