// Webhandler is a signup form: it saves a contact while a person waits, and answers each kind of error with the
// right status. Without CUEDESK_TOKEN it saves into a fake of the API in this process.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"math"
	"net/http"
	"os"
	"strconv"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func main() {
	client, err := cuedesktest.NewServer().Client(), error(nil)
	if os.Getenv("CUEDESK_TOKEN") != "" {
		client, err = cuedesk.NewClientFromEnv()
	} else {
		fmt.Println("CUEDESK_TOKEN is not set: contacts go into a fake of the API in this process.")
	}
	if err != nil {
		log.Fatal("webhandler: ", err)
	}
	http.Handle("GET /", http.HandlerFunc(form))
	http.Handle("POST /signup", signup(client, 10*time.Second))
	fmt.Println("The form is at http://127.0.0.1:8080")
	server := &http.Server{Addr: "127.0.0.1:8080", ReadHeaderTimeout: 5 * time.Second}
	log.Fatal(server.ListenAndServe())
}

func form(w http.ResponseWriter, _ *http.Request) {
	fmt.Fprint(w, `<form method="post" action="/signup"><input name="name" placeholder="Name">`+
		`<input name="email" type="email" placeholder="E-mail" required><button>Sign up</button></form>`)
}

// signup saves a contact, and confirms it only if it is saved for certain. An upsert makes one contact, even if a
// person sends the form twice or a request arrives late.
func signup(client *cuedesk.Client, patience time.Duration) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), patience)
		defer cancel()
		contact := cuedesk.ContactCreate{FirstName: r.FormValue("name"), Email: r.FormValue("email")}
		saved, err := client.Contacts.Upsert(ctx, contact, cuedesk.MatchEmail)
		status, text := answer(err, w.Header())
		if err == nil && !saved.Created {
			text = "Welcome back."
		}
		if err != nil {
			log.Print(err) // the text of an error has no personal data
		}
		w.WriteHeader(status)
		fmt.Fprintln(w, text)
	}
}

// answer returns the status and the text for an error, and sets Retry-After.
func answer(err error, header http.Header) (status int, text string) {
	var failed *cuedesk.Error
	switch {
	case err == nil:
		return http.StatusCreated, "Welcome."
	case errors.Is(err, cuedesk.ErrInvalid), errors.Is(err, cuedesk.ErrImportFailed): // the API refuses the contact
		return http.StatusBadRequest, "Please enter a valid e-mail address."
	case errors.Is(err, cuedesk.ErrOutcomeUnknown): // nothing is promised, and the form may be sent again
		header.Set("Retry-After", "10")
		return http.StatusServiceUnavailable, "We do not know whether we have it. Please send it again in a moment."
	case errors.As(err, &failed) && failed.Transient:
		wait := max(time.Second, failed.RetryAfter)
		header.Set("Retry-After", strconv.Itoa(int(math.Ceil(wait.Seconds()))))
		return http.StatusServiceUnavailable, "Please try again in a moment."
	}
	return http.StatusBadGateway, "Something is wrong on our side."
}
