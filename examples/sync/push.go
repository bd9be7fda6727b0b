package main

import (
	"context"
	"database/sql"

	"github.com/cuedesk/cuedesk-go"
)

// pushChanges writes changed rows to the API, each as the smallest update of the contact as it is there now.
func pushChanges(ctx context.Context, client *cuedesk.Client, db *sql.DB) (pushed int, err error) {
	changed, err := readChanged(ctx, db)
	if err != nil {
		return 0, err
	}
	for _, row := range changed {
		contact, err := client.Contacts.Get(ctx, row.id)
		if err != nil {
			return pushed, err
		}
		if update := contact.Diff(row.wanted); !update.IsZero() {
			if _, err := client.Contacts.Update(ctx, row.id, update); err != nil {
				return pushed, err
			}
			pushed++
		}
		if _, err := db.ExecContext(ctx, `UPDATE contacts SET changed = 0 WHERE id = ?`, row.id.String()); err != nil {
			return pushed, err
		}
	}
	return pushed, nil
}

type changedRow struct {
	id     cuedesk.ContactID
	wanted cuedesk.ContactUpdate
}

func readChanged(ctx context.Context, db *sql.DB) (rows []changedRow, err error) {
	found, err := db.QueryContext(ctx, `SELECT id, first_name, last_name, email, phone FROM contacts WHERE changed = 1`)
	if err != nil {
		return nil, err
	}
	defer found.Close()
	for found.Next() {
		var id, first, last, email, phone string
		if err := found.Scan(&id, &first, &last, &email, &phone); err != nil {
			return nil, err
		}
		row := changedRow{wanted: cuedesk.ContactUpdate{
			FirstName: text(first), LastName: text(last), Email: text(email), PhoneNumber: text(phone),
		}}
		if row.id, err = cuedesk.ParseID[cuedesk.Contact](id); err != nil {
			return nil, err
		}
		rows = append(rows, row)
	}
	return rows, found.Err()
}

// text sets a field, or clears it if it is empty here.
func text(s string) cuedesk.Optional[string] {
	if s == "" {
		return cuedesk.Clear[string]()
	}
	return cuedesk.Set(s)
}
