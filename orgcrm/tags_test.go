package orgcrm_test

import (
	"errors"
	"slices"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/orgcrm"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
)

// odd are names that a path must not be torn apart by. A lone "/" is not among
// them: the mux of net/http, on which the fake stands, cannot route it.
var odd = []string{
	"plain", "with space", "a/b", "/a/", "a//b", "a\\b", "50%", "c%2Fd", "%2e%2e", "é ☕", "..x", "...", "a?b=c", "a#b",
	"a+b", "{name}",
	"a/b c%2Fd é ..x", "views", ";", "~", ":",
}

// TestTagsService_names: every name that is added can be removed again, and no other
// is.
func TestTagsService_names(t *testing.T) {
	t.Parallel()
	client := orgcrmtest.NewServer().Client()
	contact, err := client.Contacts.Create(t.Context(), orgcrm.ContactCreate{Name: "Bruce", Tags: []string{"keep"}})
	if err != nil {
		t.Fatal(err)
	}
	tags := func() []string {
		got, err := client.Contacts.Get(t.Context(), contact.ID)
		if err != nil {
			t.Fatal(err)
		}
		names, err := got.Tags.Strings()
		if err != nil {
			t.Fatal(err)
		}
		return names
	}
	if err := client.Tags.AddToContact(t.Context(), contact.ID, odd...); err != nil {
		t.Fatal(err)
	}
	for i, name := range odd {
		if err := client.Tags.RemoveFromContact(t.Context(), contact.ID, name); err != nil {
			t.Errorf("%q: %v", name, err)
		}
		if want := append([]string{"keep"}, odd[i+1:]...); !slices.Equal(tags(), want) {
			t.Fatalf("after %q: %q", name, tags())
		}
	}
	if err := client.Tags.RemoveFromContact(t.Context(), contact.ID, "plain"); !errors.Is(err, cuedesk.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
}

// TestCustomValuesService_keys: the same for keys.
func TestCustomValuesService_keys(t *testing.T) {
	t.Parallel()
	client := orgcrmtest.NewServer().Client()
	contact, err := client.Contacts.Create(t.Context(), orgcrm.ContactCreate{Name: "Bruce"})
	if err != nil {
		t.Fatal(err)
	}
	for _, key := range odd {
		err := errors.Join(
			client.Contacts.SetCustomField(t.Context(), contact.ID, key, key),
			client.CustomValues.Set(t.Context(), key, key),
			client.CustomValues.Delete(t.Context(), key),
		)
		if err != nil {
			t.Errorf("%q: %v", key, err)
		}
		query := singleCondition(orgcrm.Custom(key).Op("equals", key))
		page, err := client.Contacts.Search(t.Context(), query, orgcrm.SearchOptions{})
		if err != nil || len(page.Items) != 1 {
			t.Errorf("%q: %v, %v", key, page, err)
		}
	}
}
