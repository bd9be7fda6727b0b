package cuedesktest_test

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// withContacts returns a server with contacts.
func withContacts(n int, opts ...cuedesktest.Option) *cuedesktest.Server {
	srv := cuedesktest.NewServer(opts...)
	for i := range n {
		srv.AddContact(cuedesktest.Contact{Email: fmt.Sprintf("%d@example.com", i)})
	}
	return srv
}

// count counts all contacts, as a search says.
func count(srv *cuedesktest.Server) (int, error) {
	return srv.Client().Contacts.Count(context.Background(), cuedesk.Where())
}

// What was just added is not found yet.
func ExampleWithSearchDelay() {
	fmt.Println(count(withContacts(3, cuedesktest.WithSearchDelay(time.Hour))))
	// Output: 0 <nil>
}

// A contact is found by the name that it had, and shows the one that it has.
func ExampleWithCurrentFields() {
	ctx := context.Background()
	srv := cuedesktest.NewServer(cuedesktest.WithCurrentFields(true))
	id := srv.AddContact(cuedesktest.Contact{FirstName: "Ann", Email: "ann@example.com"})
	srv.Reconfigure(cuedesktest.WithSearchDelay(time.Hour))
	_, err := srv.Client().Contacts.Update(ctx, id, cuedesk.ContactUpdate{FirstName: cuedesk.Set("Bea")})
	if err != nil {
		panic(err)
	}
	found, err := srv.Client().Contacts.First(ctx, cuedesk.Where(cuedesk.FirstName.Is("Ann")))
	if err != nil {
		panic(err)
	}
	fmt.Println(found.FirstName)
	// Output: Bea
}

// The total of a search is cut off, as that of an index may be.
func ExampleWithTotalCap() {
	fmt.Println(count(withContacts(30, cuedesktest.WithTotalCap(20))))
	// Output: 20 <nil>
}

// Offsets beyond the window are refused.
func ExampleWithWindow() {
	srv := withContacts(30, cuedesktest.WithWindow(20, cuedesktest.WindowRefuse))
	beyond := cuedesk.PageOptions{Limit: 10, Offset: 20}
	_, err := srv.Client().Contacts.Search(context.Background(), cuedesk.Where(), beyond)
	fmt.Println(errors.Is(err, cuedesk.ErrInvalid))
	// Output: true
}

// Contacts with the same name come in another order each time, and each of them comes once all the same.
func ExampleWithRandomTies() {
	srv := withContacts(250, cuedesktest.WithRandomTies(1))
	byName := cuedesk.Where().OrderBy(cuedesk.FirstName.Asc())
	seen := map[cuedesk.ContactID]bool{}
	all := srv.Client().Contacts.SearchAll(context.Background(), byName, cuedesk.PageOptions{})
	for contact, err := range all {
		if errors.Is(err, cuedesk.ErrListChanged) {
			fmt.Println("refused")
			return
		}
		seen[contact.ID] = true
	}
	fmt.Println(len(seen))
	// Output: refused
}

// Times are kept finer than they are shown.
func ExampleWithShownTimes() {
	created := time.Date(2026, 1, 2, 3, 4, 5, 678_000_000, time.UTC)
	srv := cuedesktest.NewServer(cuedesktest.WithShownTimes(time.Second))
	id := srv.AddContact(cuedesktest.Contact{CreatedAt: created, UpdatedAt: created})
	contact, err := srv.Client().Contacts.Get(context.Background(), id)
	if err != nil {
		panic(err)
	}
	fmt.Println(contact.CreatedAt)
	// Output: 2026-01-02 03:04:05 +0000 UTC
}

// Filters compare whole seconds, and take what is later in the second for equal.
func ExampleWithComparedTimes() {
	created := time.Date(2026, 1, 2, 3, 4, 5, 678_000_000, time.UTC)
	srv := cuedesktest.NewServer(cuedesktest.WithComparedTimes(time.Second))
	srv.AddContact(cuedesktest.Contact{CreatedAt: created, UpdatedAt: created})
	later := cuedesk.Where(cuedesk.CreatedAt.After(created.Truncate(time.Second)))
	n, err := srv.Client().Contacts.Count(context.Background(), later)
	fmt.Println(n, err)
	// Output: 0 <nil>
}

// An import that takes a while.
func ExampleWithImportDuration() {
	srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(time.Hour))
	ctx := context.Background()
	job, err := srv.Client().Bulk.Create(ctx, cuedesk.BulkCreate{
		Contacts: []cuedesk.ContactCreate{{Email: "bruce@example.com"}},
	})
	if err != nil {
		panic(err)
	}
	status, err := job.Status(ctx)
	if err != nil {
		panic(err)
	}
	fmt.Println(status.Status, status.Summary)
	// Output: pending 0 created and 0 failed of 1
}

// Each request takes a while.
func ExampleWithLatency() {
	srv := cuedesktest.NewServer(cuedesktest.WithLatency(time.Hour))
	ctx, cancel := context.WithTimeout(context.Background(), time.Millisecond)
	defer cancel()
	_, err := srv.Client().Lists.List(ctx, cuedesk.ListListsOptions{})
	fmt.Println(errors.Is(err, context.DeadlineExceeded))
	// Output: true
}

// A client with another token is refused.
func ExampleWithToken() {
	srv := cuedesktest.NewServer(cuedesktest.WithToken("ours"))
	client, err := cuedesk.NewClient("theirs", cuedesk.WithHTTPClient(cuedeskHTTP(srv)))
	if err != nil {
		panic(err)
	}
	_, err = client.Lists.List(context.Background(), cuedesk.ListListsOptions{})
	fmt.Println(errors.Is(err, cuedesk.ErrUnauthorized))
	// Output: true
}

// The latest request alone is kept.
func ExampleWithRequestLog() {
	srv := cuedesktest.NewServer(cuedesktest.WithRequestLog(1))
	fmt.Println(count(srv))
	fmt.Println(count(srv))
	fmt.Println(len(srv.Requests()))
	// Output:
	// 0 <nil>
	// 0 <nil>
	// 1
}

// At most a byte of bodies is kept, which is none, for a long run.
func ExampleWithRequestBodies() {
	srv := cuedesktest.NewServer(cuedesktest.WithRequestBodies(1))
	fmt.Println(count(srv))
	fmt.Printf("%q\n", srv.Requests()[0].Body)
	// Output:
	// 0 <nil>
	// ""
}
