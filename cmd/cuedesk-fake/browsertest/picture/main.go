// Command picture takes the picture of the page of the fake that the README shows, with made-up contacts. See
// `make pictures`.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk-fake/browsertest"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/cuedesktest/console"
)

func main() {
	out := flag.String("o", "console.png", "`file` to write")
	place := flag.String("page", "/", "`path` of the page")
	scheme := flag.String("scheme", "light", "`light` or dark")
	width := flag.Int64("width", 960, "of the window in `pixels`")
	height := flag.Int64("height", 880, "of the window in `pixels`")
	flag.Parse()
	if err := take(context.Background(), *out, *place, *scheme, *width, *height); err != nil {
		fmt.Fprintln(os.Stderr, "picture:", err)
		os.Exit(1)
	}
}

// take writes the picture of one page.
func take(ctx context.Context, out, place, scheme string, width, height int64) error {
	srv := cuedesktest.NewServer(cuedesktest.WithImportDuration(4 * time.Minute))
	if err := fill(ctx, srv); err != nil {
		return err
	}
	web := httptest.NewServer(console.New(srv, console.WithInfo(
		"The API is at http://127.0.0.1:8181, with the token "+cuedesktest.Token+".")))
	defer web.CloseClientConnections()
	ctx, end := browsertest.Open(ctx, os.Getenv(browsertest.Environment))
	defer end()
	if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, height)); err != nil {
		return err
	}
	if _, err := chromedp.Call(ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
	}); err != nil {
		return err
	}
	// In the meantime the second import comes to its half.
	if err := chromedp.Do(ctx, chromedp.Sleep(6*time.Second), chromedp.Navigate(web.URL+place)); err != nil {
		return err
	}
	if err := browsertest.Until(ctx, browsertest.Live); err != nil {
		return err
	}
	picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot())
	if err != nil {
		return err
	}
	return os.WriteFile(out, picture, 0o600)
}

// fill has a client do what a user's program may do, some of it wrong.
func fill(ctx context.Context, srv *cuedesktest.Server) error {
	hour := time.Now().Add(-time.Hour)
	for n, name := range []string{"Bruce Wayne", "Clark Kent", "Diana Prince", "Barry Allen", "Arthur Curry"} {
		first, last := split(name)
		srv.AddContact(cuedesktest.Contact{
			FirstName: first, LastName: last, Email: first + "@example.com", CreatedAt: hour.Add(time.Duration(n) * time.Second),
			ExternalContactID: fmt.Sprint("crm-", 1000+n), PhoneNumber: fmt.Sprint("+1 555 010", n),
		})
	}
	client := srv.Client(cuedesk.WithRetry(cuedesk.RetryPolicy{MaxAttempts: 4, MinBackoff: time.Millisecond}))
	list, err := client.Lists.Create(ctx, cuedesk.ListCreate{Name: "Newsletter", Emoji: "📰"})
	if err != nil {
		return err
	}
	srv.Inject("GET /v1/contacts", cuedesktest.Status(503), cuedesktest.Reset())
	page, err := client.Contacts.List(ctx, cuedesk.ListContactsOptions{})
	if err != nil {
		return err
	}
	srv.Inject("POST /v1/contact-lists/{contact_list_uuid}/contacts", cuedesktest.Torn().AfterApply())
	if _, err := client.Lists.AddContacts(ctx, list.ID, page.Items[0].ID, page.Items[1].ID); err != nil {
		return err
	}
	srv.Inject("POST /v1/contacts", cuedesktest.Status(422))
	_, err = client.Contacts.Create(ctx, cuedesk.ContactCreate{FirstName: "Arthur", Email: "arthur@example.com"})
	if !errors.Is(err, cuedesk.ErrInvalid) {
		return fmt.Errorf("the contact is not refused: %w", err)
	}
	srv.Inject("PATCH /v1/contacts/{contact_uuid}", cuedesktest.Status(429).RetryAfter("1").Times(2))
	return load(ctx, srv, client)
}

// load has one import be done and another one be under way.
func load(ctx context.Context, srv *cuedesktest.Server, client *cuedesk.Client) error {
	rows := make([]cuedesk.ContactCreate, 200)
	for n := range rows {
		rows[n].Email = fmt.Sprint(n, "@example.com")
		if n%40 == 7 {
			rows[n].FirstName, rows[n].Email = "Hal", "no address"
		}
	}
	for _, d := range []time.Duration{0, 10 * time.Second} {
		srv.Reconfigure(cuedesktest.WithImportDuration(d))
		body := map[string]any{"contacts": rows, "match_on_field": "email"}
		if err := client.Do(ctx, "POST /v1/contacts/bulk", body, nil); err != nil {
			return err
		}
	}
	srv.Reconfigure(cuedesktest.WithSearchDelay(2*time.Second), cuedesktest.WithLatency(20*time.Millisecond))
	return nil
}

// split returns first and last name.
func split(name string) (first, last string) {
	_, err := fmt.Sscan(name, &first, &last)
	if err != nil {
		return name, ""
	}
	return first, last
}
