package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
	"github.com/cuedesk/cuedesk-go/orgcrm"
)

// madeUp is a contact for the fakes, with the dirt that real ones have.
type madeUp struct {
	first, last, email, phone, company, notes string
	tags                                      []string
}

var (
	firstNames = []string{"Ada", "Björn", "Chloé", "Đặng", "Eva", "Fatıma", "Grace", "Håkon", "İpek", "José", "美咲", "Łukasz", "Нина", "Omar", "🌻 Pia"}
	lastNames  = []string{"Ames", "Burke", "Çelik", "D'Angelo", "Eaton-Lee", "de la Fuente", "García  Márquez", "Holm", "Иванова", "山田", "Ó Briain", "St. John"}
	companies  = []string{"", "", "Tarn Foundry", "Øre & Sons", "Kiln, Inc.", "\"Quoted\" GmbH", "株式会社みどり"}
	phones     = []string{"+1-555-0%03d", "(202) 555-0%03d", "+44 (0)20 7946 0%03d", "555.0%03d x12", "0049 30 231 %03d", "call reception %d", "n/a", "-", ""}
	tagNames   = []string{"customer", "prospect", "vip", "region/emea", "region/apac", "newsletter", "with, comma", "Größe: L", "  padded  ", "", " "}
)

// generate makes n contacts, the same ones each time.
func generate(n int) []madeUp {
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // made-up contacts are to be the same each time
	made := make([]madeUp, n)
	for i := range made {
		made[i] = madeUp{
			first:   pick(r, firstNames),
			last:    pick(r, lastNames),
			email:   fmt.Sprintf("person%d@example.com", i),
			phone:   strings.ReplaceAll(pick(r, phones), "%d", strconv.Itoa(i)),
			company: pick(r, companies),
		}
		if strings.Contains(made[i].phone, "%03d") {
			made[i].phone = fmt.Sprintf(made[i].phone, i%1000)
		}
		for range r.IntN(4) {
			made[i].tags = append(made[i].tags, pick(r, tagNames))
		}
		if r.IntN(3) == 0 {
			made[i].notes = fmt.Sprintf("Met at stand %d.\nWants an offer.", r.IntN(40))
		}
		made[i].spoil(r, made[:i])
	}
	return made
}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

// spoil makes some contacts worse.
func (m *madeUp) spoil(r *rand.Rand, earlier []madeUp) {
	switch dice := r.IntN(200); {
	case dice < 16: // no address
		m.email = ""
	case dice < 18: // one that is none
		m.email = "ask the office"
	case dice < 21: // that of another, in another case
		if len(earlier) > 0 {
			m.email = strings.ToUpper(earlier[r.IntN(len(earlier))].email)
		}
	case dice < 24:
		m.notes = strings.Repeat("Long story. ", 400)
	case dice == 24: // nothing but what a form forces one to enter
		*m = madeUp{first: "-", phone: "n/a", tags: []string{"prospect"}}
	}
}

func fillNexadesk(srv *nexadesktest.Server, made []madeUp) {
	for _, m := range made {
		srv.AddContact(nexadesktest.Contact{
			FirstName: m.first, LastName: m.last, Email: m.email, Phone: m.phone, CompanyName: m.company,
			Tags: m.tags, ProfileNotes: m.notes,
		})
	}
}

// fillOrgCRM imports, because the fake has no other way that is quick.
func fillOrgCRM(ctx context.Context, client *orgcrm.Client, made []madeUp) error {
	var contacts []orgcrm.ContactCreate
	for i, m := range made {
		blank := func(tag string) bool { return tag == "" } // orgcrm takes no empty tags
		contacts = append(contacts, orgcrm.ContactCreate{
			Name: strings.TrimSpace(m.first + " " + m.last), Email: m.email, Phone: m.phone, Company: m.company,
			Notes: m.notes, Tags: slices.DeleteFunc(slices.Clone(m.tags), blank), DNC: i%50 == 0 && m.last != "",
		})
	}
	_, err := client.Contacts.Import(ctx, contacts)
	return err
}

// fillCuedesk adds strangers, and some of the source: with their addresses in
// another case, and IDs of yet another system.
func fillCuedesk(srv *cuedesktest.Server, made []madeUp) {
	for i := 0; i < len(made); i += 60 {
		srv.AddContact(cuedesktest.Contact{Email: fmt.Sprintf("stranger%d@example.org", i)})
		if strings.Contains(made[i].email, "@") {
			known := cuedesktest.Contact{Email: "P" + strings.ToLower(made[i].email)[1:]}
			if i%120 == 0 {
				known.ExternalContactID = fmt.Sprintf("billing-%d", i)
			}
			srv.AddContact(known)
		}
	}
}
