package main

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/cuedesk/cuedesk-go"
)

// pushChanges writes changed rows to the API, each as the smallest update of the contact as it is there now.
func pushChanges(ctx context.Context, client *cuedesk.Client, db *sql.DB) error {
	changed, err := readChanged(ctx, db)
	if err != nil {
		return err
	}
	for _, row := range changed {
		contact, err := client.Contacts.Get(ctx, row.id)
		if err != nil {
			return err
		}
		if update := contact.Diff(row.wanted); !update.IsZero() {
			if _, err := client.Contacts.Update(ctx, row.id, update); err != nil {
				return err
			}
		}
		if _, err := db.ExecContext(ctx, `UPDATE contacts SET changed = 0 WHERE id = ?`, row.id.String()); err != nil {
			return err
		}
	}
	fmt.Println(len(changed), "changed contacts pushed")
	return nil
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
