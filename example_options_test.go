package cuedesk_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// CUEDESK_TOKEN is required; CUEDESK_BASE_URL leads to another address of the API.
func ExampleNewClientFromEnv() {
	client, err := cuedesk.NewClientFromEnv(cuedesk.WithUserAgent("nightly-sync/1.2"))
	if err != nil {
		fmt.Println(errors.Is(err, cuedesk.ErrInvalid))
		return
	}
	fmt.Println(client.Contacts != nil)
}

// Attempts are logged at level debug, and repetitions at level warn.
func ExampleWithLogger() {
	srv := cuedesktest.NewServer()
	srv.Inject("GET /v1/contacts", cuedesktest.Status(503).RetryAfter("0"))
	client := srv.Client(cuedesk.WithLogger(slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{
		ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			switch a.Key {
			case slog.TimeKey, "duration", "wait", "request_id": // differ from run to run
				return slog.Attr{}
			}
			return a
		},
	}))))
	if _, err := client.Contacts.List(context.Background(), cuedesk.ListContactsOptions{}); err != nil {
		fmt.Println(err)
	}
	// Output: level=WARN msg="api retry" operation="GET /v1/contacts" attempt=1 status=503
}

// All calls of a client share its limit: here, 20 requests a second, and 5 at once.
func ExampleWithRateLimit() {
	client := cuedesktest.NewServer().Client(cuedesk.WithRateLimit(20, 5))
	page, err := client.Contacts.List(context.Background(), cuedesk.ListContactsOptions{})
	fmt.Println(page.Total, err)
	// Output: 0 <nil>
}

// The source is asked before the first request, and again when the API has refused a token: here, it is a function
// that would read the token from a file or from a secret store.
func ExampleWithTokenSource() {
	srv := cuedesktest.NewServer()
	client := srv.Client(cuedesk.WithTokenSource(cuedesk.TokenSourceFunc(func(context.Context) (string, error) {
		return cuedesktest.Token, nil
	})))
	page, err := client.Contacts.List(context.Background(), cuedesk.ListContactsOptions{})
	fmt.Println(page.Total, err)
	// Output: 0 <nil>
}

func ExampleWithBaseURL() {
	client, err := cuedesk.NewClient("token", cuedesk.WithBaseURL("https://staging.example.com"))
	fmt.Println(client != nil, err)
	// Output: true <nil>
}

// The transport may be one of your own, such as one that goes through a proxy.
func ExampleWithHTTPClient() {
	client, err := cuedesk.NewClient("token", cuedesk.WithHTTPClient(&http.Client{
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, MaxConnsPerHost: 16},
	}))
	fmt.Println(client != nil, err)
	// Output: true <nil>
}

func ExampleWithHeader() {
	srv := cuedesktest.NewServer()
	client := srv.Client(cuedesk.WithHeader("X-Tenant", "blue"))
	_, err := client.Contacts.List(context.Background(), cuedesk.ListContactsOptions{})
	fmt.Println(srv.Requests()[0].Header.Get("X-Tenant"), err)
	// Output: blue <nil>
}

func ExampleWithUserAgent() {
	srv := cuedesktest.NewServer()
	client := srv.Client(cuedesk.WithUserAgent("nightly-sync/1.2"))
	_, err := client.Contacts.List(context.Background(), cuedesk.ListContactsOptions{})
	product, _, _ := strings.Cut(srv.Requests()[0].Header.Get("User-Agent"), " ")
	fmt.Println(product, err)
	// Output: nightly-sync/1.2 <nil>
}

// An attempt that takes longer ends with ErrAttemptTimeout; those of a read are repeated.
func ExampleWithTimeout() {
	srv := cuedesktest.NewServer()
	srv.Inject("GET /v1/contacts", cuedesktest.Latency(time.Minute))
	client := srv.Client(cuedesk.WithTimeout(10*time.Millisecond), cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}))
	_, err := client.Contacts.List(context.Background(), cuedesk.ListContactsOptions{})
	fmt.Println(errors.Is(err, cuedesk.ErrAttemptTimeout))
	// Output: true
}

// A queue puts back what may succeed later.
func ExampleRetryable() {
	srv := cuedesktest.NewServer()
	srv.Inject("GET /v1/contacts", cuedesktest.Status(503).RetryAfter("3600"))
	_, err := srv.Client().Contacts.List(context.Background(), cuedesk.ListContactsOptions{})
	if cuedesk.Retryable(err) {
		fmt.Println("again later")
	}
	// Output: again later
}

// The first run of a sync needs no more than the last day.
func ExampleChangesSince() {
	srv := cuedesktest.NewServer()
	for days := range 3 {
		srv.AddContact(cuedesktest.Contact{CreatedAt: time.Now().AddDate(0, 0, -days).Add(-time.Hour)})
	}
	since := cuedesk.ChangesSince(time.Now().Add(-24 * time.Hour))
	n := 0
	for _, err := range srv.Client().Contacts.Changes(context.Background(), since) {
		if err != nil {
			fmt.Println(err)
			return
		}
		n++
	}
	fmt.Println(n, "changed")
	// Output: 1 changed
}

// Searches of this workspace show changes within two minutes: what is younger is left to the next run.
func ExampleWithIndexLag() {
	client, _ := seeded()
	n := 0
	for _, err := range client.Contacts.Changes(context.Background(), "", cuedesk.WithIndexLag(2*time.Minute)) {
		if err != nil {
			fmt.Println(err)
			return
		}
		n++
	}
	fmt.Println(n, "changed")
	// Output: 0 changed
}

// importOne starts an import of one contact.
func importOne(ctx context.Context) (*cuedesk.Job, error) {
	client := cuedesktest.NewServer(cuedesktest.WithImportDuration(0)).Client()
	return client.Bulk.Create(ctx, cuedesk.BulkCreate{Contacts: []cuedesk.ContactCreate{{Email: "ada@example.com"}}})
}

// A large import is polled less often.
func ExampleWithPollInterval() {
	ctx := context.Background()
	job, err := importOne(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	status, err := job.Wait(ctx, cuedesk.WithPollInterval(time.Millisecond, 30*time.Second))
	fmt.Println(status.Status, err)
	// Output: completed <nil>
}

func ExampleWithProgress() {
	ctx := context.Background()
	job, err := importOne(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = job.Wait(ctx, cuedesk.WithProgress(func(status *cuedesk.Import) {
		fmt.Println(status.Status, status.Summary.Created, "of", status.Summary.Total)
	}))
	if err != nil {
		fmt.Println(err)
	}
	// Output: completed 1 of 1
}

// An import that makes no progress for an hour is given up; its ID is kept, to look again later.
func ExampleWithStallTimeout() {
	ctx := context.Background()
	job, err := importOne(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = job.Wait(ctx, cuedesk.WithStallTimeout(time.Hour))
	if errors.Is(err, cuedesk.ErrImportStalled) {
		fmt.Println("look again later:", job.ID)
	}
	// Output:
}

// For five minutes after it was accepted, an import that is not found is one that is not to be seen yet.
func ExampleWithNotFoundGrace() {
	ctx := context.Background()
	job, err := importOne(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	status, err := job.Wait(ctx, cuedesk.WithNotFoundGrace(5*time.Minute))
	fmt.Println(status.Status, err)
	// Output: completed <nil>
}

// After a create whose outcome is unknown, Ensure looks again when searches should show it.
func ExampleWithSettleTime() {
	client, _ := seeded()
	in := cuedesk.ContactCreate{Email: "batman@example.com"}
	contact, err := client.Contacts.Ensure(context.Background(), in, cuedesk.MatchEmail,
		cuedesk.WithSettleTime(30*time.Second))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(contact.Contact.FirstName, contact.Created)
	// Output: Bruce false
}

// The ID of the import is kept before it is waited for.
func ExampleWithAccepted() {
	client := cuedesktest.NewServer().Client()
	kept := 0
	accepted := cuedesk.WithAccepted(func(job *cuedesk.Job) {
		if !job.ID.IsZero() { // save it here
			kept++
		}
	})
	in := cuedesk.ContactCreate{Email: "bruce@example.com"}
	_, err := client.Contacts.Upsert(context.Background(), in, cuedesk.MatchEmail, accepted)
	fmt.Println(kept, err)
	// Output: 1 <nil>
}

// An API that carries out imports of one contact one after the other may be sent one twice.
func ExampleWithRepeatImports() {
	srv := cuedesktest.NewServer()
	srv.Inject("POST /v1/contacts/bulk", cuedesktest.Refuse(), cuedesktest.HTML502())
	in := cuedesk.ContactCreate{Email: "bruce@example.com"}
	upserted, err := srv.Client().Contacts.Upsert(context.Background(), in, cuedesk.MatchEmail,
		cuedesk.WithRepeatImports())
	fmt.Println(upserted.Created, err)
	// Output: true <nil>
}
