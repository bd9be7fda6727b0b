package cuedesk_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// changeBounds is a server that changes the bounds of searches.
func changeBounds(t *testing.T, server *cuedesktest.Server, change func([]timeFilter) []timeFilter) *cuedesk.Client {
	t.Helper()
	serve := transport(func(r *http.Request) (*http.Response, error) {
		var body map[string]any
		var filters struct {
			Filters []timeFilter `json:"advanced_search"`
		}
		data, err := io.ReadAll(r.Body)
		if err = errors.Join(err, json.Unmarshal(data, &body), json.Unmarshal(data, &filters)); err != nil {
			return nil, err
		}
		if len(filters.Filters) > 0 {
			body["advanced_search"] = change(filters.Filters)
		}
		data, err = json.Marshal(body)
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
		if err != nil {
			return nil, err
		}
		return server.RoundTrip(r)
	})
	client, err := server.Client().With(cuedesk.WithHTTPClient(&http.Client{Transport: serve}))
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// TestContactsService_Partitions_bounds: an API that rounds a bound up, or does not apply
// it, has no parts, or parts that have each contact once.
func TestContactsService_Partitions_bounds(t *testing.T) {
	t.Parallel()
	up := func(operator string, by time.Duration) func([]timeFilter) []timeFilter {
		return func(filters []timeFilter) []timeFilter {
			for i := range filters {
				if filters[i].Operator == operator {
					filters[i].Value = filters[i].Value.Add(by)
				}
			}
			return filters
		}
	}
	without := func(operator string) func([]timeFilter) []timeFilter {
		return func(filters []timeFilter) []timeFilter {
			return slices.DeleteFunc(filters, func(f timeFilter) bool { return f.Operator == operator })
		}
	}
	for name, change := range map[string]func([]timeFilter) []timeFilter{
		"gte is 100 ms later": up("gte", 100*time.Millisecond), "gte is 6 s later": up("gte", 6*time.Second),
		"gte is 3 h later": up("gte", 3*time.Hour), "lt is 6 s earlier": up("lt", -6*time.Second),
		"lt is 6 s later": up("lt", 6*time.Second), "gte is 6 s earlier": up("gte", -6*time.Second),
		"no gte": without("gte"), "no lt": without("lt"),
		"nothing is ever found": func(f []timeFilter) []timeFilter { return append(f, timeFilter{"created_at", "lt", time.Unix(0, 0)}) },
	} {
		for _, gap := range testset.Some([]time.Duration{30 * time.Millisecond, time.Second, time.Minute}, 3) {
			t.Run(fmt.Sprint(name, ", a contact each ", gap), func(t *testing.T) {
				t.Parallel()
				server := cuedesktest.NewServer()
				for n := range 400 {
					at := time.Now().Add(time.Duration(n-100_000) * gap)
					server.AddContact(cuedesktest.Contact{Email: "a@example.com", CreatedAt: at})
				}
				scanParts(t, changeBounds(t, server, change), 400)
			})
		}
	}
}

// scanParts reads the parts of a workspace: each contact comes once, or there is an error.
func scanParts(t *testing.T, client *cuedesk.Client, contacts int) {
	t.Helper()
	parts, err := client.Contacts.Partitions(t.Context(), cuedesk.Where(), 4)
	came := map[cuedesk.ContactID]int{}
	for _, part := range parts {
		for c, errScan := range client.Contacts.Scan(t.Context(), part.Query) {
			if err = errors.Join(err, errScan); errScan == nil {
				came[c.ID]++
			}
		}
	}
	if err != nil && !errors.Is(err, cuedesk.ErrListChanged) {
		t.Fatal(err)
	}
	for _, times := range came {
		if err == nil && times != 1 {
			t.Fatalf("a contact came %d times", times)
		}
	}
	if err == nil && len(came) != contacts {
		t.Errorf("%d of %d contacts came", len(came), contacts)
	}
}

// TestContactsService_Partitions_deletions: contacts that are deleted while they are counted
// are not taken for contacts that a bound leaves out.
func TestContactsService_Partitions_deletions(t *testing.T) {
	t.Parallel()
	server := cuedesktest.NewServer()
	var ids []cuedesk.ContactID
	for n := range 400 {
		at := time.Now().Add(time.Duration(n-1000) * time.Minute)
		ids = append(ids, server.AddContact(cuedesktest.Contact{Email: "a@example.com", CreatedAt: at}))
	}
	client := changeBounds(t, server, func(filters []timeFilter) []timeFilter {
		server.RemoveContact(ids[len(ids)-1])
		server.RemoveContact(ids[0])
		ids = ids[1 : len(ids)-1]
		return filters
	})
	parts, err := client.Contacts.Partitions(t.Context(), cuedesk.Where(), 2)
	if len(parts) != 2 || err != nil {
		t.Errorf("%d parts, %v", len(parts), err)
	}
}

// TestContactsService_Partitions_cappedTotals: an API that does not count to the end has parts
// all the same.
func TestContactsService_Partitions_cappedTotals(t *testing.T) {
	t.Parallel()
	for _, gap := range []time.Duration{time.Millisecond, time.Second, time.Hour} {
		server := cuedesktest.NewServer(cuedesktest.WithTotalCap(20))
		for n := range 400 {
			at := time.Now().Add(time.Duration(n-1000) * gap)
			server.AddContact(cuedesktest.Contact{Email: "a@example.com", CreatedAt: at})
		}
		parts, err := server.Client().Contacts.Partitions(t.Context(), cuedesk.Where(), 4)
		if len(parts) == 0 || err != nil {
			t.Errorf("a contact each %s: %d parts, %v", gap, len(parts), err)
		}
		scanParts(t, server.Client(), 400)
	}
}

// TestContactsService_Partitions_emptyAnswers: no part that had contacts is read as an empty
// one while the search shows nothing, also where it is the only one.
func TestContactsService_Partitions_emptyAnswers(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 2} {
		synctest.Test(t, func(t *testing.T) {
			server, _ := serverWithRecentChanges(300)
			parts, err := server.Client().Contacts.Partitions(t.Context(), cuedesk.Where(), n)
			if err != nil || len(parts) != n {
				t.Fatalf("%d parts, %v", len(parts), err)
			}
			for _, part := range parts {
				client := newBlank(server, 1, 1000).client(t)
				if got, err := count(client.Contacts.Scan(t.Context(), part.Query)); !errors.Is(err, cuedesk.ErrListChanged) {
					t.Errorf("one of %d parts: %d contacts, %v", n, got, err)
				}
			}
		})
	}
}
