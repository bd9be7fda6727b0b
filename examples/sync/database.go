package main

import (
	"context"
	"database/sql"

	_ "github.com/ncruces/go-sqlite3/driver" // the driver "sqlite3"

	"github.com/cuedesk/cuedesk-go"
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
