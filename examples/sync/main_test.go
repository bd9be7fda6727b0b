package main

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

func open(t *testing.T) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(t.TempDir(), "contacts.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// names returns the first names in the database, sorted.
func names(t *testing.T, db *sql.DB) (all string) {
	t.Helper()
	err := db.QueryRowContext(t.Context(), `SELECT coalesce(group_concat(first_name, ' ' ORDER BY first_name), '')
		FROM contacts`).Scan(&all)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestPull: what has changed since the last run comes, and only that.
func TestPull(t *testing.T) {
	t.Parallel()
	db := open(t)
	if _, err := db.ExecContext(t.Context(), schema); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		for _, step := range []struct {
			added string
			want  int
			all   string
		}{{"Ada", 1, "Ada"}, {"", 0, "Ada"}, {"Grace", 1, "Ada Grace"}} {
			if step.added != "" {
				srv.AddContact(cuedesktest.Contact{FirstName: step.added})
			}
			<-time.After(time.Hour) // until the index shows it
			n, err := pull(t.Context(), srv.Client(), db)
			if err != nil || n != step.want || names(t, db) != step.all {
				t.Errorf("added %q: pulled %d, %v; now %s", step.added, n, err, names(t, db))
			}
		}
	})
}

// TestPull_crash: after an error, the next run goes on from what was committed, and pulls the rest.
func TestPull_crash(t *testing.T) {
	t.Parallel()
	db := open(t)
	if _, err := db.ExecContext(t.Context(), schema); err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		srv, start := cuedesktest.NewServer(), time.Now()
		for n := range 1200 {
			srv.AddContact(cuedesktest.Contact{FirstName: "x", CreatedAt: start.Add(time.Duration(n) * time.Second)})
		}
		<-time.After(2 * time.Hour)
		requests := 0
		client := srv.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: func(context.Context, cuedesk.Call) error {
			if requests++; requests == 8 {
				return errors.New("the process ends here")
			}
			return nil
		}}))
		first, err := pull(t.Context(), client, db)
		if err == nil || first != 500 {
			t.Errorf("the first run pulled %d, %v", first, err)
		}
		second, err := pull(t.Context(), client, db)
		if err != nil || first+second != 1200 {
			t.Errorf("the second run pulled %d, %v", second, err)
		}
	})
}

// TestPush: what was changed here reaches the API and survives a pull; the rest is left alone.
func TestPush(t *testing.T) {
	t.Parallel()
	db, srv := open(t), cuedesktest.NewServer()
	id := srv.AddContact(cuedesktest.Contact{FirstName: "Ada", LastName: "L", Email: "ada@example.com"})
	client := srv.Client(cuedesk.WithHeader("X-Test", "1"))
	if err := run(t.Context(), client, db, false); err != nil {
		t.Fatal(err)
	}
	_, err := db.ExecContext(t.Context(), `INSERT INTO contacts VALUES (?, 'Augusta', '', 'ada@example.com', '', 1)
		ON CONFLICT DO UPDATE SET first_name = 'Augusta', last_name = '', changed = 1`, id.String())
	if err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), client, db, true); err != nil {
		t.Fatal(err)
	}
	contact, err := client.Contacts.Get(t.Context(), id)
	if err != nil || contact.FirstName != "Augusta" || contact.LastName != "" || contact.Email != "ada@example.com" {
		t.Errorf("the contact is %+v, %v", contact, err)
	}
	if again, err := push(t.Context(), client, db); again != 0 || err != nil {
		t.Errorf("%d rows were pushed again, %v", again, err)
	}
}

// TestPush_editedAgain: a row that is edited while it is pushed is pushed again.
func TestPush_editedAgain(t *testing.T) {
	t.Parallel()
	db, srv := open(t), cuedesktest.NewServer()
	id := srv.AddContact(cuedesktest.Contact{FirstName: "Ada"})
	insert := `INSERT INTO contacts VALUES ('` + id.String() + `', 'Augusta', '', 'ada@example.com', '', 1)`
	if _, err := db.ExecContext(t.Context(), schema+";"+insert); err != nil {
		t.Fatal(err)
	}
	calls := 0
	client := srv.Client(cuedesk.WithHooks(cuedesk.Hooks{Gate: func(ctx context.Context, _ cuedesk.Call) error {
		if calls++; calls > 1 {
			return nil
		}
		_, err := db.ExecContext(ctx, `UPDATE contacts SET first_name = 'Countess', changed = 1`)
		return err
	}}))
	if pushed, err := push(t.Context(), client, db); pushed != 2 || err != nil {
		t.Errorf("%d rows were pushed, %v", pushed, err)
	}
	if contact, err := client.Contacts.Get(t.Context(), id); err != nil || contact.FirstName != "Countess" {
		t.Errorf("the contact is %+v, %v", contact, err)
	}
}

// TestDemo: the first run shows something.
func TestDemo(t *testing.T) {
	t.Parallel()
	db := open(t)
	if err := run(t.Context(), demo(), db, false); err != nil || names(t, db) != "Ada" {
		t.Errorf("the database has %q, %v", names(t, db), err)
	}
}
