package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"iter"
	"strings"

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
}

func nexadeskSource(client *nexadesk.Client) *source {
	return &source{
		name: "nexadesk",
		all: func(ctx context.Context) iter.Seq2[*person, error] {
			// Oldest first: who is added meanwhile comes at the end.
			opts := nexadesk.ListOptions{Sort: nexadesk.SortByCreatedAt.Asc()}
			return people(client.Contacts.All(ctx, opts), func(c *nexadesk.Contact) *person {
				return newPerson("nexadesk", string(c.ID), "", fromNexadesk(c))
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
// is not documented.
func orgcrmSource(client *orgcrm.Client) *source {
	return &source{
		name: "orgcrm",
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

// orgcrmPerson tells contacts without an ID by all that is documented of them.
func orgcrmPerson(c *orgcrm.Contact) *person {
	text := strings.Join([]string{
		c.Name, c.Email, c.Phone, c.Company, c.Source, c.Notes, c.Tags.String(), c.DNC.String(), c.CreatedAt.String(),
	}, "\x00")
	return newPerson("orgcrm", string(c.ID), text, fromOrgCRM(c))
}

// hash makes an ID of a text.
func hash(text string) string {
	return fmt.Sprintf("no-id-%x", sha256.Sum256([]byte(text)))[:len("no-id-")+20]
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
func (s *source) read(ctx context.Context, out *printer) (everybody []*person, total int, err error) {
	seen := map[string]int{}
	for p, err := range s.all(ctx) {
		if err != nil {
			return everybody, 0, fmt.Errorf("reading %s stopped after %d contacts: %w", s.name, len(everybody), err)
		}
		seen[p.id]++
		if n := seen[p.id]; n > 1 {
			if p.made == "" {
				continue // the same contact on two pages
			}
			p.renumber(s.name, n)
		}
		everybody = append(everybody, p)
		if len(everybody)%100 == 0 {
			out.progress("  %d contacts read", len(everybody))
		}
	}
	if len(everybody) == 0 {
		return nil, 0, errors.New(s.name + " has no contacts that this token may see")
	}
	total, err = s.total(ctx)
	if err != nil {
		err = fmt.Errorf("counting the contacts in %s failed: %w", s.name, err)
	}
	return everybody, total, err
}
