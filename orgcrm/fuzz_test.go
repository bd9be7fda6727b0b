package orgcrm_test

import (
	"errors"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
	"github.com/cuedesk/cuedesk-go/orgcrm"
)

// FuzzResponse: whatever the API answers is a list or a typed error.
func FuzzResponse(f *testing.F) {
	for _, body := range answers {
		f.Add(200, body)
	}
	f.Add(422, `{"detail":[{"loc":["body","query","groups",0],"msg":"bad","type":"value_error"}]}`)
	f.Add(400, `{"error":{"message":"M"}}`)
	f.Add(200, `{"items":[{"id":7,"tags":["VIP"]}],"total":1}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		once := cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1})
		client := newClient(t, resttest.Replies(200+max(status, -status)%400, resttest.JSON, body), once)
		page, err := client.Contacts.List(t.Context(), orgcrm.ListOptions{})
		if err == nil && page.Items == nil {
			t.Error("a page without items")
		}
		if _, ok := errors.AsType[*cuedesk.Error](err); err != nil && !ok {
			t.Errorf("got %T %v", err, err)
		}
	})
}
