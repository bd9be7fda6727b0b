package importer_test

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// newClient returns a client whose requests go through a transport.
func newClient(t *testing.T, transport http.RoundTripper) *cuedesk.Client {
	t.Helper()
	through := cuedesk.WithHTTPClient(&http.Client{Transport: transport})
	client, err := cuedesk.NewClient(cuedesktest.Token, cuedesk.WithBaseURL(cuedesktest.BaseURL), through)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// laneWatch checks that no contact is in two imports at once.
type laneWatch struct {
	t    *testing.T
	next http.RoundTripper

	mu      sync.Mutex
	running map[string][]cuedesk.ContactCreate // by the ID of the import
	last    map[string]string                  // the first name that an address was last sent with
	most    int                                // imports side by side
}

func (w *laneWatch) RoundTrip(r *http.Request) (*http.Response, error) {
	var sent struct {
		Contacts []cuedesk.ContactCreate `json:"contacts"`
	}
	if r.Body != nil {
		body, _ := io.ReadAll(r.Body)
		_ = json.Unmarshal(body, &sent)
		r.Body = io.NopCloser(bytes.NewReader(body))
	}
	resp, err := w.next.RoundTrip(r)
	if err != nil || !strings.Contains(r.URL.Path, "/contacts/bulk") {
		return resp, err
	}
	body, _ := io.ReadAll(resp.Body)
	_ = resp.Body.Close()
	resp.Body = io.NopCloser(bytes.NewReader(body))
	var said struct {
		ID     string `json:"contact_import_uuid"`
		Status string `json:"status"`
	}
	_ = json.Unmarshal(body, &said)
	w.note(said.ID, said.Status, sent.Contacts)
	return resp, nil
}

// note takes in that an import was accepted, or how it stands.
func (w *laneWatch) note(id, status string, contacts []cuedesk.ContactCreate) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if status == "completed" {
		delete(w.running, id)
		return
	}
	if contacts == nil {
		return
	}
	taken := map[string]bool{}
	for _, others := range w.running {
		for _, c := range others {
			taken[strings.ToLower(c.Email)] = true
		}
	}
	for _, c := range contacts {
		address := strings.ToLower(c.Email)
		if taken[address] {
			w.t.Errorf("%s is in two imports at once", address)
		}
		w.last[address] = c.FirstName
	}
	w.running[id] = contacts
	w.most = max(w.most, len(w.running))
}
