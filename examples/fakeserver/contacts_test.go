// Package fakeserver has no code: it runs the script that shows how programs in other languages use the fake.
package fakeserver

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// TestContacts runs contacts.sh, which needs curl, against the fake: each of its answers has the contact.
func TestContacts(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(cuedesktest.NewServer())
	t.Cleanup(server.Close)
	script := exec.CommandContext(t.Context(), "sh", "contacts.sh")
	script.Env = append(os.Environ(), "CUEDESK_BASE_URL="+server.URL, "CUEDESK_TOKEN="+cuedesktest.Token)
	out, err := script.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if n := strings.Count(string(out), "ada@example.com"); n != 3 {
		t.Errorf("%d of 3 answers have the contact:\n%s", n, out)
	}
}

// TestContacts_refused: the script ends with the API's error.
func TestContacts_refused(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(cuedesktest.NewServer())
	t.Cleanup(server.Close)
	script := exec.CommandContext(t.Context(), "sh", "contacts.sh")
	script.Env = append(os.Environ(), "CUEDESK_BASE_URL="+server.URL, "CUEDESK_TOKEN=wrong")
	if out, err := script.CombinedOutput(); err == nil || !strings.Contains(string(out), "401") {
		t.Errorf("%v\n%s", err, out)
	}
}
