package move

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"

	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/program"
	"github.com/cuedesk/cuedesk-go/cmd/cuedesk/internal/screen"
	"github.com/cuedesk/cuedesk-go/nexadesk"
	"github.com/cuedesk/cuedesk-go/orgcrm"
)

// source is where the contacts are.
type source struct {
	name string
	all  func(context.Context) iter.Seq2[*person, error]
	// total returns how many contacts the API says there are, or -1 if it does not
	// say.
	total func(context.Context) (int, error)
	// unordered says that the API does not document in which order contacts come.
	unordered bool
}

// rename gives the source another name. All that tells its contacts from those of
// other sources in Cuedesk is the name.
func (s *source) rename(name string) error {
	s.name = cmp.Or(name, s.name)
	if strings.Contains(s.name, ":") || oneLine(s.name) != s.name {
		return fmt.Errorf("a source cannot be called %q: name it with --name, without colons and needless space", s.name)
	}
	return nil
}

func nexadeskSource(client *nexadesk.Client) *source {
	return &source{
		name: "nexadesk",
		all: func(ctx context.Context) iter.Seq2[*person, error] {
			// Oldest first: a contact that is added during the walk comes at the end.
			opts := nexadesk.ListOptions{Order: nexadesk.OrderByCreatedAt.Asc()}
			return people(client.Contacts.All(ctx, opts), func(c *nexadesk.Contact) *person {
				return newPerson(string(c.ID), c, fromNexadesk(c))
			})
		},
		total: func(ctx context.Context) (int, error) {
			page, err := client.Contacts.List(ctx, nexadesk.ListOptions{Limit: 1})
			if err != nil {
				return 0, err
			}
			return page.Total, nil
		},
	}
}

// orgcrmSource reads by searching for everybody: how the list of orgcrm is paged
// is not documented. An ID of orgcrm is one of an organization.
func orgcrmSource(client *orgcrm.Client, org string) *source {
	return &source{
		name:      "orgcrm/" + org,
		unordered: true,
		all: func(ctx context.Context) iter.Seq2[*person, error] {
			everybody := client.Contacts.SearchAll(ctx, orgcrm.Query{}, orgcrm.SearchOptions{})
			return people(everybody, orgcrmPerson)
		},
		total: func(ctx context.Context) (int, error) {
			page, err := client.Contacts.Search(ctx, orgcrm.Query{}, orgcrm.SearchOptions{})
			if err != nil {
				return 0, err
			}
			if total, err := page.Extra["total"].Int64(); err == nil {
				return int(total), nil
			}
			return -1, nil // the member is not documented
		},
	}
}

func orgcrmPerson(c *orgcrm.Contact) *person {
	p := newPerson(string(c.ID), c, fromOrgCRM(c))
	if c.DNC.IsNull() {
		p.remarks = append(p.remarks, "orgcrm does not say whether it may be contacted")
	}
	return p
}

// byID orders contacts always in the same way, in whatever order they came: of
// those with the same address the first one is moved. Numbers are in their order,
// and made IDs are the last.
func byID(a, b *person) int {
	rank := func(p *person) int {
		if p.idIsGenerated {
			return 1
		}
		return 0
	}
	return cmp.Or(rank(a)-rank(b), len(a.id)-len(b.id), strings.Compare(a.id, b.id))
}

// hash makes an ID of all that the source says of a contact.
func hash(contact any) string {
	document, err := json.Marshal(contact, json.Deterministic(true))
	if err != nil {
		document = fmt.Append(nil, contact)
	}
	return fmt.Sprintf("no-id-%x", sha256.Sum256(document))[:len("no-id-")+20]
}

// people maps what an iterator yields.
func people[T any](all iter.Seq2[*T, error], mapped func(*T) *person) iter.Seq2[*person, error] {
	return func(yield func(*person, error) bool) {
		for c, err := range all {
			if err != nil {
				yield(nil, err)
				return
			}
			if !yield(mapped(c), nil) {
				return
			}
		}
	}
}

// read reads everybody before anything is moved: half a source would look like a
// whole one to whoever counts afterwards.
func (s *source) read(ctx context.Context, out *screen.Printer) (everybody []*person, total int, err error) {
	seen := map[string]int{}
	for p, err := range s.all(ctx) {
		if err != nil {
			return everybody, 0, fmt.Errorf("reading %s stopped after %s: %w", s.name,
				program.Count(len(everybody), "contact"), err)
		}
		seen[p.id]++
		switch n := seen[p.id]; {
		case !p.idIsGenerated && n > 1:
			continue // the same contact on two pages
		case n > 1:
			p.id = fmt.Sprintf("%s-%d", p.id, n)
		}
		p.identify(s.name)
		everybody = append(everybody, p)
		if len(everybody)%100 == 0 {
			out.Progress("  %d contacts read", len(everybody))
		}
	}
	if len(everybody) == 0 {
		return nil, 0, errors.New(s.name + " has no contacts that this token may see")
	}
	if s.unordered {
		slices.SortStableFunc(everybody, byID)
	}
	total, err = s.total(ctx)
	if err != nil {
		err = fmt.Errorf("counting the contacts in %s failed: %w", s.name, err)
	}
	return everybody, total, err
}
