package cuedesk_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log"
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
		log.Fatal(err)
	}
	fmt.Println("the API is at", client.BaseURL())
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

// All calls of a client share its limit: here, 20 requests a second, and 1 at once. Each one after the first waits.
func ExampleWithRateLimit() {
	ctx := context.Background()
	client := cuedesktest.NewServer().Client(cuedesk.WithRateLimit(20, 1))
	began := time.Now()
	for range 3 {
		if _, err := client.Contacts.List(ctx, cuedesk.ListContactsOptions{}); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(time.Since(began) > 90*time.Millisecond)
	// Output: true
}

// The source is asked before the first request, and again when the API has refused a token. Here, it is a function that
// reads the token from a file.
func ExampleWithTokenSource() {
	fromFile := cuedesk.TokenSourceFunc(func(context.Context) (string, error) {
		text, err := os.ReadFile("testdata/no-such-secret")
		return strings.TrimSpace(string(text)), err
	})
	client, err := cuedesk.NewClient("", cuedesk.WithTokenSource(fromFile))
	if err != nil {
		log.Fatal(err)
	}
	_, err = client.Contacts.List(context.Background(), cuedesk.ListContactsOptions{})
	fmt.Println(errors.Is(err, fs.ErrNotExist))
	// Output: true
}

func ExampleWithBaseURL() {
	client, err := cuedesk.NewClient("token", cuedesk.WithBaseURL("https://staging.example.com"))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(client.BaseURL())
	// Output: https://staging.example.com:443
}

// The transport may be one of your own, such as one that goes through a proxy.
func ExampleWithHTTPClient() {
	_, err := cuedesk.NewClient("token", cuedesk.WithHTTPClient(&http.Client{
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, MaxConnsPerHost: 16},
	}))
	fmt.Println(err)
	// Output: <nil>
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
	client := srv.Client(
		cuedesk.WithTimeout(10*time.Millisecond),
		cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 1}),
	)
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
	srv := cuedesktest.NewServer()
	for _, age := range []time.Duration{time.Hour, time.Minute} {
		srv.AddContact(cuedesktest.Contact{CreatedAt: time.Now().Add(-age)})
	}
	lag := cuedesk.WithIndexLag(2 * time.Minute)
	n := 0
	for _, err := range srv.Client().Contacts.Changes(context.Background(), "", lag) {
		if err != nil {
			log.Fatal(err)
		}
		n++
	}
	fmt.Println(n, "of 2 changed")
	// Output: 1 of 2 changed
}

// importOne starts an import of one contact.
func importOne(ctx context.Context) (*cuedesk.Job, error) {
	client := cuedesktest.NewServer(cuedesktest.WithImportDuration(0)).Client()
	return client.Bulk.Create(ctx, cuedesk.BulkCreate{
		Contacts: []cuedesk.ContactCreate{{Email: "ada@example.com"}},
	})
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

// A wait ends when the import makes no progress for too long: here, for 10 milliseconds. The import may still be
// running: keep its ID to wait again.
func ExampleWithStallTimeout() {
	ctx := context.Background()
	srv := cuedesktest.NewServer()
	srv.Inject("POST /v1/contacts/bulk", cuedesktest.StuckImport())
	client := srv.Client()
	job, err := client.Bulk.Create(ctx, cuedesk.BulkCreate{
		Contacts: []cuedesk.ContactCreate{{Email: "ada@example.com"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	status, err := job.Wait(ctx, cuedesk.WithStallTimeout(10*time.Millisecond))
	if errors.Is(err, cuedesk.ErrImportStalled) {
		fmt.Println("still", status.Status)
	}
	// Output: still processing
}

// For five minutes after it was accepted, the wait goes on if the import is not found. Here, that is so once.
func ExampleWithNotFoundGrace() {
	ctx := context.Background()
	srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(0))
	srv.Inject("GET /v1/contacts/bulk/{contact_import_uuid}", cuedesktest.Status(404))
	client := srv.Client()
	job, err := client.Bulk.Create(ctx, cuedesk.BulkCreate{
		Contacts: []cuedesk.ContactCreate{{Email: "ada@example.com"}},
	})
	if err != nil {
		log.Fatal(err)
	}
	status, err := job.Wait(ctx, cuedesk.WithNotFoundGrace(5*time.Minute))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(status.Status)
	// Output: completed
}

// The response of the create is lost: Ensure waits until searches should show the contact, and looks again.
func ExampleWithSettleTime() {
	srv := cuedesktest.NewServer()
	srv.Inject("POST /v1/contacts", cuedesktest.Reset().AfterApply())
	in := cuedesk.ContactCreate{FirstName: "Bruce", Email: "batman@example.com"}
	ensured, err := srv.Client().Contacts.Ensure(context.Background(), in, cuedesk.MatchEmail,
		cuedesk.WithSettleTime(10*time.Millisecond))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(ensured.Contact.FirstName, ensured.Created)
	// Output: Bruce true
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
