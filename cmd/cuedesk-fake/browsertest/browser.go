// Package browsertest looks at the page of the fake in Chromium: a test, and the command that takes the picture of the
// README. It is a module of its own, so that users of the SDK need nothing of what drives the browser.
package browsertest

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
)

// Environment names the environment variable that holds the path of Chromium. The test is skipped without;
// `make browser` sets it.
const Environment = "CUEDESK_CHROMIUM"

// timeout is how long a browser may be open.
const timeout = 2 * time.Minute

// Open starts a browser without a window. The context that it returns is for chromedp; the function ends the browser.
func Open(ctx context.Context, path string) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithTimeout(ctx, timeout)
	all := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path),
		// The only pages are those of this machine, and containers often run as root, where there is no sandbox.
		chromedp.NoSandbox,
		chromedp.Flag("hide-scrollbars", true),
	)
	ctx, closeAll := chromedp.NewExecAllocator(ctx, all...)
	ctx, closeTab := chromedp.NewContext(ctx)
	return ctx, func() {
		closeTab()
		closeAll()
		stop()
	}
}

// Until waits until an expression of the page is true.
func Until(ctx context.Context, expression string) error {
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		so, err := chromedp.Run(ctx, chromedp.Evaluate[bool](expression))
		if err != nil || so {
			return err
		}
		select {
		case <-again.C:
		case <-ctx.Done():
			return fmt.Errorf("waiting for %s: %w", expression, ctx.Err())
		}
	}
}

// Live is true once the page updates itself.
const Live = `document.getElementById("live-status").textContent === "Live"`
