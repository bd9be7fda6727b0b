package move

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
	"github.com/cuedesk/cuedesk-go/orgcrm"
)

// generatedContact is a contact for the fakes, with the dirt that real ones have.
type generatedContact struct {
	first, last, email, phone, company, notes string
	tags                                      []string
}

var (
	firstNames = []string{
		"Ada", "Björn", "Chloé", "Đặng", "Eva", "Fatıma", "Grace", "Håkon", "İpek", "José", "美咲",
		"Łukasz", "Нина", "Omar", "🌻 Pia",
	}
	lastNames = []string{
		"Ames", "Burke", "Çelik", "D'Angelo", "Eaton-Lee", "de la Fuente", "García  Márquez", "Holm",
		"Иванова", "山田", "Ó Briain", "St. John", "Null",
	}
	companies = []string{"", "", "Tarn Foundry", "Øre & Sons", "Kiln, Inc.", "\"Quoted\" GmbH", "株式会社みどり", "n/a"}
	phones    = []string{
		"+1-555-0%[1]03d", "(202) 555-0%[1]03d", "+44 (0)20 7946 0%[1]03d", "555.0%[1]03d x12", "0049 30 231 %[1]d",
		"+1-555-0%[1]03d / +1-555-1%[1]03d", "call reception %[1]d", "n/a", "-", "",
	}
	tagNames = []string{
		"customer", "prospect", "vip", "VIP", "region/emea", "region/apac", "newsletter", "with, comma", "Größe: L",
		"  padded  ", "", " ",
	}
)

// generate makes n contacts, the same ones each time.
func generate(n int) []generatedContact {
	r := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // made-up contacts are to be the same each time
	made := make([]generatedContact, n)
	for i := range made {
		made[i] = generateContact(r, i)
		made[i].addDirt(r, made[:i])
	}
	return made
}

func generateContact(r *rand.Rand, i int) generatedContact {
	m := generatedContact{
		first:   pick(r, firstNames),
		last:    pick(r, lastNames),
		email:   fmt.Sprintf("person%d@example.com", i),
		phone:   pick(r, phones),
		company: pick(r, companies),
	}
	if strings.Contains(m.phone, "%") {
		m.phone = fmt.Sprintf(m.phone, i)
	}
	for range r.IntN(4) {
		m.tags = append(m.tags, pick(r, tagNames))
	}
	if r.IntN(3) == 0 {
		m.notes = fmt.Sprintf("Met at stand %d.\nWants an offer.", r.IntN(40))
	}
	return m
}

func pick(r *rand.Rand, from []string) string { return from[r.IntN(len(from))] }

// addDirt makes some contacts incomplete, repeated or badly formatted.
func (m *generatedContact) addDirt(r *rand.Rand, earlier []generatedContact) {
	local, _, _ := strings.Cut(m.email, "@")
	switch kind := r.IntN(200); {
	case kind < 16: // no address
		m.email = ""
	case kind < 18: // an invalid address
		m.email = "ask the office"
	case kind < 21: // that of another, in another case
		if len(earlier) > 0 {
			other := earlier[r.IntN(len(earlier))]
			m.email = strings.ToUpper(other.email)
			if kind == 18 {
				m.first, m.last = other.first, other.last
			}
		}
	case kind < 24:
		m.notes = strings.Repeat("Long story. ", 400)
	case kind == 24: // nothing but what a form forces one to enter
		*m = generatedContact{first: "-", phone: "n/a", tags: []string{"prospect"}}
	case kind == 25:
		m.email = "  " + m.email + "\t"
	case kind == 26:
		m.email = local + "+news@example.com"
	case kind == 27:
		m.email = m.last + " <" + m.email + ">"
	case kind == 28:
		m.email += ", " + local + "@work.example"
	case kind == 29: // as long as nexadesk lets a name be
		m.last = strings.Repeat("Wolfeschlegel", 8)[:100]
	}
}

func fillNexadesk(srv *nexadesktest.Server, made []generatedContact) {
	for _, m := range made {
		srv.AddContact(nexadesktest.Contact{
			FirstName: m.first, LastName: m.last, Email: m.email, Phone: m.phone, CompanyName: m.company,
			Tags: m.tags, ProfileNotes: m.notes,
		})
	}
}

// fillOrgCRM imports, because the fake has no other way that is quick.
func fillOrgCRM(ctx context.Context, client *orgcrm.Client, made []generatedContact) error {
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

// fillCuedesk adds strangers, and some of the source as older versions of
// themselves: with their addresses in another case, IDs of yet another system,
// and one whose address no import finds.
func fillCuedesk(srv *cuedesktest.Server, made []generatedContact) {
	added := map[string]bool{}
	for i := 0; i < len(made); i += 60 {
		srv.AddContact(cuedesktest.Contact{Email: fmt.Sprintf("stranger%d@example.org", i)})
		email := new(leftover).email(made[i].email)
		if email == "" || added[email] {
			continue
		}
		added[email] = true
		known := cuedesktest.Contact{
			FirstName: "Formerly", Email: strings.ToUpper(email[:1]) + email[1:], Archived: i%600 == 60,
		}
		if i%120 == 0 {
			known.ExternalContactID = fmt.Sprintf("billing-%d", i)
		}
		if i == 60 {
			known.Email = " " + known.Email
		}
		srv.AddContact(known)
	}
}
