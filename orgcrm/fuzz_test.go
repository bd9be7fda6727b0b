package orgcrm_test

import (
	"errors"
	"io"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// FuzzResponse: whatever the API answers is a result or a typed error.
func FuzzResponse(f *testing.F) {
	for _, op := range operations {
		body, err := io.ReadAll(resttest.GoldenFile(f, op.Golden, "response.http"))
		if err != nil {
			f.Fatal(err)
		}
		_, answer, _ := strings.Cut(string(body), "\n\n")
		f.Add(200, answer)
	}
	f.Add(422, `{"detail":[{"loc":["body","query","groups",0],"msg":"bad","type":"value_error"}]}`)
	f.Add(400, `{"error":{"message":"M"}}`)
	f.Add(200, `{"items":[{"id":7,"tags":["VIP"]}],"total":1}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		once := cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1})
		client := newClient(t, resttest.Replies(200+max(status, -status)%400, resttest.JSON, body), once)
		for _, op := range operations {
			got, err := op.Call(t.Context(), client)
			if _, ok := errors.AsType[*cuedesk.Error](err); err != nil && !ok {
				t.Errorf("%s: got %T %v", op.Pattern, err, err)
			}
			if err == nil && got == nil && !op.Empty {
				t.Errorf("%s: neither a result nor an error", op.Pattern)
			}
		}
	})
}
