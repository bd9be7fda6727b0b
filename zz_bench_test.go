package cuedesk

import (
	stdjson "encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

func pageBody(n int) []byte {
	var b strings.Builder
	b.WriteString(`{"contacts":[`)
	for i := range n {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, `{"uuid":"ff0556cf-fbad-4d55-94cd-%012x","workspace_uuid":"ff027904-fdbc-4c30-a533-105d1c96e1cb","first_name":"Bruce%d","last_name":"Wayne%d","external_contact_id":"batman-%d","email":"batman%d@example.com","phone_number":"12345678%d","whatsapp_id":"1234567890","fb_messenger_id":"fb_12345","archived":false,"created_at":"2025-12-10T10:31:34.353Z","updated_at":"2025-12-10T10:31:34.353Z","last_engaged_at":"2025-12-09T14:57:36Z","custom_fields":{"date_of_birth":"1985-02-19","subscription":"Enterprise","is_verified":true,"num_seats":%d,"score":12.5,"tags":["a","b"]}}`, i, i, i, i, i, i, i)
	}
	fmt.Fprintf(&b, `],"pagination":{"limit":100,"offset":0,"total":%d}}`, n)
	return []byte(b.String())
}

func BenchmarkPage(b *testing.B) {
	body := pageBody(100)
	b.Log(len(body))
	b.Run("decodeResult", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var p Page[Contact]
			if err := decodeResult(body, &p); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("two values", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var p Page[Contact]
			if err := decodeResult(body, &p); err != nil {
				b.Fatal(err)
			}
			for i := range p.Items {
				c := &p.Items[i]
				if n, _ := c.CustomFields.Get("num_seats").Int64(); n != int64(i) || c.CustomFields.Get("subscription").String() != "Enterprise" {
					b.Fatal()
				}
			}
		}
	})
	b.Run("valid", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			jsontext.Value(body).IsValid(jsontext.AllowDuplicateNames(true))
		}
	})
	b.Run("walk", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var p Page[Contact]
			if err := p.UnmarshalJSON(body); err != nil {
				b.Fatal(err)
			}
		}
	})
	type contact struct {
		UUID, Workspace_uuid, First_name, Last_name, External_contact_id, Email, Phone_number, Whatsapp_id, Fb_messenger_id string
		Archived                                                                                                            bool
		Created_at, Updated_at                                                                                              string
		Last_engaged_at                                                                                                     string
		Custom_fields                                                                                                       map[string]any
	}
	b.Run("std", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var p struct {
				Contacts   []contact
				Pagination struct{ Limit, Offset, Total int }
			}
			if err := stdjson.Unmarshal(body, &p); err != nil {
				b.Fatal(err)
			}
		}
	})
	_ = json.Marshal
}
