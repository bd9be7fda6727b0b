package main

import (
	"context"
	"time"
)

// operation is what is measured: it returns what the caller gets.
type operation func(context.Context) (any, error)

// contender is a client with the operations by name.
type contender struct {
	name       string
	operations map[string]operation
	records    func(result any) []record // what a result says, for the comparison
}

// The operations, in the order of the table.
const (
	getContact    = "get one contact"
	listPage      = "page of 100"
	readPage      = "page of 100, two custom values of each read"
	createContact = "create a contact"
	searchPage    = "search, page of 10"
	bulkCreate    = "bulk create of 1,000"
	validation    = "a 422"
	listAll       = "list all 10,000"
)

var operationNames = []string{
	getContact, listPage, readPage, createContact, searchPage, bulkCreate, validation, listAll,
}

// record is what every client must find in a contact, an import or an error.
type record struct {
	ID, WorkspaceID, FirstName, LastName, ExternalID string
	Email, Phone, WhatsApp, Messenger                string
	Archived                                         bool
	Created, Updated, Engaged                        time.Time
	Seats                                            int64
	Subscription                                     string
	Sum                                              int64 // of the custom values that were read
	Message                                          string
	Fields                                           []string
}

// newContact is what is created, by number.
type newContact struct {
	first, last, external, email, phone, whatsApp, messenger string
	values                                                   map[string]any
}

func newContacts(n int) []newContact {
	out := make([]newContact, n)
	for i := range out {
		id := string(rune('a'+i%26)) + time.Duration(i).String()
		out[i] = newContact{
			"Bruce " + id, "Wayne " + id, "batman-" + id, id + "@example.com",
			"+49151" + id, "49151" + id, "fb_" + id,
			map[string]any{
				"date_of_birth": "1985-02-19", "subscription": "Enterprise", "is_verified": true,
				"num_seats": i, "score": 12.5, "interests": []string{"music", "travel"},
			},
		}
	}
	return out
}
