// Sync copies the contacts that have changed since its last run into an SQLite database, and with -push writes back
// what was changed there. Without CUEDESK_TOKEN it copies from a fake of the API in this process.
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

// A row with changed = 1 was edited here, and is to be pushed.
const schema = `
CREATE TABLE IF NOT EXISTS contacts (id TEXT PRIMARY KEY, first_name TEXT, last_name TEXT, email TEXT, phone TEXT,
	changed INTEGER NOT NULL DEFAULT 0);
CREATE TABLE IF NOT EXISTS checkpoint (only_row INTEGER PRIMARY KEY CHECK (only_row = 1), text TEXT NOT NULL)`

const upsert = `
INSERT INTO contacts (id, first_name, last_name, email, phone) VALUES (?, ?, ?, ?, ?)
	ON CONFLICT (id) DO UPDATE SET first_name = excluded.first_name, last_name = excluded.last_name,
	email = excluded.email, phone = excluded.phone WHERE changed = 0`

func main() {
	file := flag.String("db", "contacts.db", "the database; created if it is not there")
	push := flag.Bool("push", false, "first write rows with changed = 1 to the API")
	flag.Parse()
	client, err := cuedesk.NewClientFromEnv()
	if os.Getenv("CUEDESK_TOKEN") == "" {
		client, err = demo(), nil
	}
	db, openErr := sql.Open("sqlite3", "file:"+*file)
	if err = errors.Join(err, openErr); err == nil {
		err = errors.Join(run(context.Background(), client, db, *push), db.Close())
	}
	if err != nil {
		log.Fatal("sync: ", err)
	}
}

func run(ctx context.Context, client *cuedesk.Client, db *sql.DB, push bool) error {
	_, err := db.ExecContext(ctx, schema)
	if err == nil && push {
		err = pushChanges(ctx, client, db)
	}
	if err != nil {
		return err
	}
	n, err := pull(ctx, client, db)
	fmt.Println(n, "changed contacts pulled")
	return err
}

// pull saves what has changed. Contacts and the checkpoint behind them are committed together, so that a crash loses
// nothing: the next run goes on from there.
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

// save leaves rows alone that were changed here and are not pushed yet: here wins.
func save(ctx context.Context, db *sql.DB, batch []*cuedesk.Contact, at cuedesk.Checkpoint) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after Commit it does nothing
	for _, c := range batch {
		if _, err := tx.ExecContext(ctx, upsert, c.ID, c.FirstName, c.LastName, c.Email, c.PhoneNumber); err != nil {
			return err
		}
	}
	if _, err = tx.ExecContext(ctx, `REPLACE INTO checkpoint VALUES (1, ?)`, at); err != nil {
		return err
	}
	return tx.Commit()
}

// demo is a fake with a contact of yesterday: Changes leaves the last 30 seconds to the next run.
func demo() *cuedesk.Client {
	fmt.Println("CUEDESK_TOKEN is not set: this copies from a fake of the API in this process.")
	srv, yesterday := cuedesktest.NewServer(), time.Now().AddDate(0, 0, -1)
	srv.AddContact(cuedesktest.Contact{FirstName: "Ada", CreatedAt: yesterday, UpdatedAt: yesterday})
	return srv.Client()
}
