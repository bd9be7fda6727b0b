package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

// record is a contact of a file: its members by the API's names.
type record struct {
	where  string // where in the file it is
	fields map[string]string
	custom map[string]jsontext.Value
}

// seed adds the contacts of a file to the fake, and the custom fields that they need.
func seed(ctx context.Context, srv *cuedesktest.Server, path string) error {
	raw, err := os.ReadFile(path) //nolint:gosec // it is the file that the user names
	if err != nil {
		return err
	}
	if err := checkText(raw); err != nil {
		return err
	}
	var records []record
	switch ext := strings.ToLower(filepath.Ext(path)); ext {
	case ".json":
		records, err = readJSON(raw)
	case ".csv":
		records, err = readCSV(raw)
	default:
		err = fmt.Errorf("the name must end in .json or .csv, not %q", ext)
	}
	if err != nil {
		return err
	}
	return load(ctx, srv, records)
}

// load checks all records before it adds any.
func load(ctx context.Context, srv *cuedesktest.Server, records []record) error {
	contacts := make([]cuedesktest.Contact, len(records))
	values := map[string][]jsontext.Value{}
	for n, rec := range records {
		var err error
		if contacts[n], err = rec.contact(); err != nil {
			return fmt.Errorf("%s: %w", rec.where, err)
		}
		for key, value := range rec.custom {
			values[key] = append(values[key], value)
		}
	}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if err := define(ctx, srv, key, values[key]); err != nil {
			return fmt.Errorf("custom field %q: %w", key, err)
		}
	}
	for _, contact := range contacts {
		srv.AddContact(contact)
	}
	return nil
}

// texts are the text fields of a contact.
var texts = map[string]func(*cuedesktest.Contact) *string{
	"first_name":          func(c *cuedesktest.Contact) *string { return &c.FirstName },
	"last_name":           func(c *cuedesktest.Contact) *string { return &c.LastName },
	"external_contact_id": func(c *cuedesktest.Contact) *string { return &c.ExternalContactID },
	"email":               func(c *cuedesktest.Contact) *string { return &c.Email },
	"phone_number":        func(c *cuedesktest.Contact) *string { return &c.PhoneNumber },
	"whatsapp_id":         func(c *cuedesktest.Contact) *string { return &c.WhatsAppID },
	"fb_messenger_id":     func(c *cuedesktest.Contact) *string { return &c.FBMessengerID },
	"client_reference":    func(c *cuedesktest.Contact) *string { return &c.ClientReference },
}

// times are the fields of a contact that hold a time.
var times = map[string]func(*cuedesktest.Contact) *time.Time{
	"created_at":      func(c *cuedesktest.Contact) *time.Time { return &c.CreatedAt },
	"last_engaged_at": func(c *cuedesktest.Contact) *time.Time { return &c.LastEngagedAt },
}

// archivedColumn is the one that is true or false.
const archivedColumn = "archived"

// ignored are members of the API's responses that the fake makes itself, so that a response can be a seed.
var ignored = []string{"uuid", "workspace_uuid", "updated_at"}

// contact returns the record as a contact.
func (r record) contact() (cuedesktest.Contact, error) {
	var c cuedesktest.Contact
	for _, name := range slices.Sorted(maps.Keys(r.fields)) {
		if err := set(&c, name, r.fields[name]); err != nil {
			return c, err
		}
	}
	if c.ExternalContactID+c.Email+c.PhoneNumber+c.WhatsAppID+c.FBMessengerID == "" {
		return c, errors.New("one of external_contact_id, email, phone_number, whatsapp_id and fb_messenger_id is required")
	}
	c.CustomFields = map[string]any{}
	for key, value := range r.custom {
		c.CustomFields[key] = value
	}
	return c, nil
}

// set sets a field of a contact by its name.
func set(c *cuedesktest.Contact, name, value string) error {
	var err error
	switch text, moment := texts[name], times[name]; {
	case text != nil:
		*text(c) = value
	case moment != nil:
		if *moment(c), err = time.Parse(time.RFC3339, value); err != nil {
			return fmt.Errorf("%s: must be a time such as 2025-12-10T10:31:34Z", name)
		}
	case name == archivedColumn:
		if c.Archived, err = strconv.ParseBool(value); err != nil {
			return errors.New("archived: must be true or false")
		}
	case !slices.Contains(ignored, name):
		return fmt.Errorf("%q is not a field of contacts", name)
	}
	return nil
}

// define creates a custom field of the type that its values have.
func define(ctx context.Context, srv *cuedesktest.Server, key string, values []jsontext.Value) error {
	in := cuedesk.CustomFieldCreate{Name: key, FieldKey: key}
	if len(key) < 3 {
		in.Name = "Field " + key
	}
	var err error
	if in.FieldType, in.SelectOptions, err = typeOf(values); err != nil {
		return err
	}
	if _, err = srv.Client().CustomFields.Create(ctx, in); err != nil {
		if apiErr, ok := errors.AsType[*cuedesk.Error](err); ok && apiErr.Explain() != "" {
			return errors.New(apiErr.Explain())
		}
		return err
	}
	return nil
}

// readJSON reads an array of contacts as the API shows them.
func readJSON(raw []byte) ([]record, error) {
	var contacts []map[string]jsontext.Value
	if err := json.Unmarshal(raw, &contacts); err != nil {
		return nil, fmt.Errorf("must be a JSON array of contacts: %w", err)
	}
	records := make([]record, len(contacts))
	for n, members := range contacts {
		var err error
		if records[n], err = fromJSON(members); err != nil {
			return nil, fmt.Errorf("contact %d: %w", n+1, err)
		}
		records[n].where = fmt.Sprintf("contact %d", n+1)
	}
	return records, nil
}

// fromJSON reads the members of a contact. Null counts as absent.
func fromJSON(members map[string]jsontext.Value) (record, error) {
	r := record{fields: map[string]string{}}
	for name, value := range members {
		switch kind := value.Kind(); {
		case kind == 'n':
		case name == "custom_fields":
			if err := json.Unmarshal(value, &r.custom); err != nil {
				return r, errors.New("custom_fields: must be an object")
			}
			maps.DeleteFunc(r.custom, func(_ string, v jsontext.Value) bool { return v.Kind() == 'n' })
		case kind == '"':
			text, err := jsontext.AppendUnquote(nil, value)
			if err != nil {
				return r, fmt.Errorf("%s: %w", name, err)
			}
			r.fields[name] = string(text)
		case name == archivedColumn && (kind == 't' || kind == 'f'):
			r.fields[name] = string(value)
		default:
			return r, fmt.Errorf("%s: must be text", name)
		}
	}
	return r, nil
}
