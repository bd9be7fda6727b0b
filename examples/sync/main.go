// Sync copies the contacts that have changed since its last run into an SQLite database. With -push, it first writes
// back what was changed there. Without CUEDESK_TOKEN it works with a fake of the API in this process.
package main

import (
	"context"
	"database/sql"
	"errors"
	"flag"
	"fmt"
	"log"
	"os"
	"time"

	_ "github.com/ncruces/go-sqlite3/driver" // the driver "sqlite3"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// Whoever edits a row sets changed = 1: it is then to be pushed, and a pull leaves it alone.
const schema = `
CREATE TABLE IF NOT EXISTS contacts (id TEXT PRIMARY KEY, first_name TEXT, last_name TEXT, email TEXT, phone TEXT,
	changed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS checkpoint (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), text TEXT NOT NULL)`

func main() {
	file := flag.String("db", "contacts.db", "the database; created if it does not exist")
	twoWay := flag.Bool("push", false, "first write rows with changed = 1 to the API")
	flag.Parse()
	client, err := cuedesk.NewClientFromEnv()
	if os.Getenv("CUEDESK_TOKEN") == "" {
		client, err = demo(), nil
	}
	db, openErr := sql.Open("sqlite3", "file:"+*file)
	if err = errors.Join(err, openErr); err == nil {
		err = errors.Join(run(context.Background(), client, db, *twoWay), db.Close())
	}
	if err != nil {
		log.Fatal("sync: ", err)
	}
}

func run(ctx context.Context, client *cuedesk.Client, db *sql.DB, twoWay bool) error {
	pushed, pulled := 0, 0
	_, err := db.ExecContext(ctx, schema)
	if err == nil && twoWay {
		pushed, err = push(ctx, client, db)
	}
	if err == nil {
		pulled, err = pull(ctx, client, db)
	}
	fmt.Println(pushed, "changed contacts pushed,", pulled, "pulled")
	return err
}

// pull saves the contacts that have changed. A checkpoint is committed together with the contacts before it, so that
// the next run continues there, also after a crash.
func pull(ctx context.Context, client *cuedesk.Client, db *sql.DB) (pulled int, err error) {
	var since cuedesk.Checkpoint
	err = db.QueryRowContext(ctx, `SELECT text FROM checkpoint`).Scan((*string)(&since))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return 0, err
	}
	var at cuedesk.Position
	var batch []*cuedesk.Contact
	for contact, err := range client.Contacts.Changes(ctx, since, cuedesk.WithPosition(&at)) {
		if err != nil {
			return pulled, err
		}
		if batch = append(batch, contact); len(batch) == 500 {
			if err := save(ctx, db, batch, at.Checkpoint()); err != nil {
				return pulled, err
			}
			pulled, batch = pulled+len(batch), batch[:0]
		}
	}
	return pulled + len(batch), save(ctx, db, batch, at.Checkpoint())
}

func save(ctx context.Context, db *sql.DB, batch []*cuedesk.Contact, at cuedesk.Checkpoint) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	for _, c := range batch {
		if _, err := tx.ExecContext(ctx, `INSERT INTO contacts (id, first_name, last_name, email, phone)
			VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET (first_name, last_name, email, phone) =
			(excluded.first_name, excluded.last_name, excluded.email, excluded.phone) WHERE changed = 0`,
			c.ID, c.FirstName, c.LastName, c.Email, c.PhoneNumber); err != nil {
			return err
		}
	}
	if _, err = tx.ExecContext(ctx, `REPLACE INTO checkpoint VALUES (1, ?)`, at); err != nil {
		return err
	}
	return tx.Commit()
}

// push writes rows with changed = 1 to the API, one after the other. One that is edited in between is pushed again.
func push(ctx context.Context, client *cuedesk.Client, db *sql.DB) (pushed int, err error) {
	for ; ; pushed++ {
		var row int64
		var id cuedesk.ContactID
		var first, last, email, phone string
		err := db.QueryRowContext(ctx, `SELECT rowid, id, first_name, last_name, email, phone FROM contacts
			WHERE changed = 1 LIMIT 1`).Scan(&row, &id, &first, &last, &email, &phone)
		if errors.Is(err, sql.ErrNoRows) {
			return pushed, nil
		}
		if err == nil {
			_, err = client.Contacts.Update(ctx, id, cuedesk.ContactUpdate{
				FirstName: text(first), LastName: text(last), Email: text(email), PhoneNumber: text(phone),
			})
		}
		if err == nil {
			_, err = db.ExecContext(ctx, `UPDATE contacts SET changed = 0 WHERE
				(rowid, first_name, last_name, email, phone) = (?, ?, ?, ?, ?)`, row, first, last, email, phone)
		}
		if err != nil {
			return pushed, err
		}
	}
}

// text sets a field, or clears it if the text is empty.
func text(s string) cuedesk.Optional[string] {
	if s == "" {
		return cuedesk.Clear[string]()
	}
	return cuedesk.Set(s)
}

// demo is a fake with a contact of yesterday: Changes leaves the last 30 seconds to the next run.
func demo() *cuedesk.Client {
	fmt.Println("CUEDESK_TOKEN is not set: this works with a fake of the API in this process.")
	srv, yesterday := cuedesktest.NewServer(), time.Now().AddDate(0, 0, -1)
	srv.AddContact(cuedesktest.Contact{FirstName: "Ada", CreatedAt: yesterday, UpdatedAt: yesterday})
	return srv.Client()
}
