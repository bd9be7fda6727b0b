package browsertest

import (
	"context"
	"fmt"
	"net/http/httptest"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/cuedesktest/console"
)

// The names that would do harm if they were more than text.
const (
	script = `"><script>window.hostile=1</script><img src=http://attacker.example/ onerror="window.hostile=1">`
	turned = "\u202egnp.exe\u202b"
)

// watched is what a browser has asked for and complained about.
type watched struct {
	mu       sync.Mutex
	requests []string
	problems []string
}

func (w *watched) add(event any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	switch e := event.(type) {
	case *network.EventRequestWillBeSent:
		w.requests = append(w.requests, e.Request.URL)
	case *runtime.EventExceptionThrown:
		w.problems = append(w.problems, e.ExceptionDetails.Text)
	case *log.EventEntryAdded: // of the security policy, for example
		w.problems = append(w.problems, e.Entry.Text)
	}
}

// TestBrowser: in a browser the page loads, searches, shows a request that comes while it is open, asks no other server
// for anything, and takes hostile names for text.
func TestBrowser(t *testing.T) {
	t.Parallel()
	path := os.Getenv(Environment)
	if path == "" {
		t.Skip("make browser runs it")
	}
	srv := cuedesktest.NewServer()
	for n := range 120 {
		srv.AddContact(cuedesktest.Contact{Email: fmt.Sprint(n, "@example.com")})
	}
	srv.AddContact(cuedesktest.Contact{FirstName: "Bruce", LastName: "Wayne", Email: "batman@example.com"})
	hostile := srv.AddContact(cuedesktest.Contact{FirstName: script, LastName: turned})
	long := srv.AddContact(cuedesktest.Contact{FirstName: strings.Repeat("W", 10_000), Email: "long@example.com"})
	web := httptest.NewServer(console.New(srv))
	t.Cleanup(web.CloseClientConnections) // Close would wait for the events
	ctx, end := Open(t.Context(), path)
	t.Cleanup(end)
	seen := &watched{}
	b := browser{t, ctx, web.URL}
	b.do(chromedp.EmulateViewport(1100, 900))
	if err := chromedp.Listen(ctx, seen.add); err != nil {
		t.Fatal(err)
	}
	enable(b, network.Enable)
	enable(b, log.Enable)
	enable(b, runtime.Enable)

	b.searches()
	b.seesRequest(srv)
	b.submits(srv)
	b.readsHostile("/contacts/"+hostile.String(), "h1", script+" "+turned)
	b.do(chromedp.EmulateViewport(400, 800))
	for _, place := range []string{
		"/", "/contacts", "/contacts/" + long.String(), "/contacts/" + hostile.String(), "/requests", "/controls",
	} {
		b.fits(place)
	}
	seen.mu.Lock()
	defer seen.mu.Unlock()
	if len(seen.requests) == 0 {
		t.Error("no request of the browser was seen")
	}
	for _, address := range seen.requests {
		if !strings.HasPrefix(address, web.URL+"/") {
			t.Errorf("the page asks for %s", address)
		}
	}
	for _, problem := range seen.problems {
		t.Errorf("the browser says: %s", problem)
	}
}

// browser is a browser that looks at the page.
type browser struct {
	*testing.T

	ctx context.Context //nolint:containedctx // chromedp keeps the browser in it
	url string
}

func (b browser) do(actions ...chromedp.Action[chromedp.Void]) {
	b.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.Fatal(err)
	}
}

// until waits until an expression of the page is true.
func (b browser) until(expression string) {
	b.Helper()
	if err := Until(b.ctx, expression); err != nil {
		b.Fatal(err)
	}
}

// enable has the browser send the events of a domain.
func enable[P, R any](b browser, command cdp.Command[P, R]) {
	b.Helper()
	var params P
	if _, err := chromedp.Call(b.ctx, command, params); err != nil {
		b.Fatal(err)
	}
}

// eval returns what an expression of the page is.
func eval[T any](b browser, expression string) T {
	b.Helper()
	value, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](expression))
	if err != nil {
		b.Fatal(err)
	}
	return value
}

// searches enters a name, and finds its contact alone.
func (b browser) searches() {
	b.Helper()
	b.do(chromedp.Navigate(b.url+"/contacts"), chromedp.SendKeys("#q", "bruce\r"))
	b.until(`location.search.includes("bruce") && document.querySelector("tbody") !== null`)
	if rows := eval[[]string](b, `[...document.querySelectorAll("tbody tr")].map(row => row.innerText)`); len(rows) != 1 ||
		!strings.Contains(rows[0], "batman@example.com") {
		b.Errorf("found %q", rows)
	}
}

// seesRequest has a request come while the page is open.
func (b browser) seesRequest(srv *cuedesktest.Server) {
	b.Helper()
	b.do(chromedp.Navigate(b.url + "/requests"))
	b.until(Live)
	if _, err := srv.Client().Lists.List(b.Context(), cuedesk.ListListsOptions{}); err != nil {
		b.Fatal(err)
	}
	b.until(`/GET .v1.contact-lists\s+200 OK/.test(document.querySelector("tbody").innerText)`)
}

// submits injects a fault by the form.
func (b browser) submits(srv *cuedesktest.Server) {
	b.Helper()
	b.do(chromedp.Navigate(b.url+"/controls"), chromedp.Click(`section[aria-labelledby="inject-title"] button`))
	b.until(`document.querySelector(".notice") !== null`)
	if n := len(srv.Faults()); n != 1 {
		b.Errorf("%d faults", n)
	}
}

// readsHostile finds the name as it is, and nothing that it would have done.
func (b browser) readsHostile(place, selector, want string) {
	b.Helper()
	for _, at := range []string{"/contacts", place} {
		b.do(chromedp.Navigate(b.url + at))
		if eval[bool](b, `"hostile" in window || document.querySelectorAll("script, main img").length !== 1`) {
			b.Errorf("%s: a name is more than text", at)
		}
	}
	if got := eval[string](b, "document.querySelector('"+selector+"').textContent"); got != want {
		b.Errorf("got %q, want %q", got, want)
	}
}

// fits finds that a page is not wider than the window.
func (b browser) fits(place string) {
	b.Helper()
	b.do(chromedp.Navigate(b.url + place))
	if wider := eval[float64](b, "document.documentElement.scrollWidth - window.innerWidth"); wider > 0 {
		b.Errorf("%s is %v pixels wider than the window", place, wider)
	}
}
