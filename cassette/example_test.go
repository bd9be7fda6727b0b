package cassette_test

import (
	"context"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cassette"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// signUp is the code that is tested: it makes a contact, and finds it again.
func signUp(ctx context.Context, client *cuedesk.Client, email string) (*cuedesk.Contact, error) {
	created, err := client.Contacts.Create(ctx, cuedesk.ContactCreate{FirstName: "Ada", Email: email})
	if err != nil {
		return nil, err
	}
	return client.Contacts.Get(ctx, created.ID)
}

// The cassette was recorded from the fake, which is what the last two options are for;
// without them, it would be recorded from the API:
//
//	CUEDESK_RECORD=1 CUEDESK_TOKEN=… go test -run TestSignUp
func TestSignUp(t *testing.T) {
	t.Parallel()
	client := cassette.New(t, "testdata/signup",
		cassette.WithLive(cuedesktest.NewServer()), cassette.WithToken(cuedesktest.Token))

	contact, err := signUp(t.Context(), client, "ada@example.com")
	if err != nil {
		t.Fatal(err)
	}
	if contact.Email != "ada@example.com" {
		t.Errorf("the address is %s", contact.Email)
	}
}
