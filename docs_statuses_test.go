package cuedesk_test

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/resttest"
)

// TestDocs_transientStatuses compares the table of docs/reliability.md with what
// the client makes of each status, in the API's format and in another.
func TestDocs_transientStatuses(t *testing.T) {
	t.Parallel()
	text := readPage(t, "docs/reliability.md")
	for status := 400; status < 600; status++ {
		for _, isAPI := range []bool{true, false} {
			want := documentedTransient(text, status, isAPI)
			if got := isTransient(t, status, isAPI); got != want {
				t.Errorf("status %d, in the API's format %t: transient %t, documented %t", status, isAPI, got, want)
			}
		}
	}
}

// isTransient asks for a contact and reports what the client says of the answer.
func isTransient(t *testing.T, status int, isAPI bool) bool {
	t.Helper()
	contentType, body := "text/html", "<html>"
	if isAPI {
		contentType, body = "application/json", `{"error":{"message":"no"}}`
	}
	c := newClient(t, func(*http.Request) (*http.Response, error) {
		return resttest.Reply(status, contentType, body), nil
	}, cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))
	_, err := c.Contacts.Get(t.Context(), contactID)
	apiErr, ok := errors.AsType[*cuedesk.Error](err)
	if !ok {
		t.Fatalf("status %d: %v", status, err)
	}
	return apiErr.Transient
}

// documentedTransient reads the last column of the status's row: yes, no, the
// statuses that are, or "if in another format".
func documentedTransient(text string, status int, isAPI bool) bool {
	cell := statusCell(text, status, isAPI)
	switch cell {
	case "yes":
		return true
	case "no":
		return false
	case "if in another format":
		return !isAPI
	}
	return strings.Contains(cell, strconv.Itoa(status))
}

// statusCell returns the last column of the row that names the status, or else of
// the row for the others of its hundred.
func statusCell(text string, status int, isAPI bool) string {
	others := fmt.Sprintf("other %dxx", status/100)
	if status < 500 && isAPI {
		others += " in the API's format"
	} else if status < 500 {
		others += " in another format"
	}
	var cell string
	for line := range strings.Lines(text) {
		cells := strings.Split(strings.Trim(line, "| \n"), " | ")
		if len(cells) != 4 {
			continue
		}
		if namesStatus(cells[0], status) {
			return cells[3]
		}
		if cells[0] == others {
			cell = cells[3]
		}
	}
	return cell
}

// namesStatus reports whether a list such as "502, 520 to 527" has the status.
func namesStatus(list string, status int) bool {
	for part := range strings.SplitSeq(list, ", ") {
		first, last, isRange := strings.Cut(part, " to ")
		from, err := strconv.Atoi(first)
		if err != nil {
			return false
		}
		to := from
		if isRange {
			to, _ = strconv.Atoi(last)
		}
		if from <= status && status <= to {
			return true
		}
	}
	return false
}
