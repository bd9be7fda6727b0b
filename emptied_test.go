package cuedesk_test

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// listWorkspace is a workspace of which some contacts are in a list and have a last name, "Old".
type listWorkspace struct {
	server *cuedesktest.Server
	client *cuedesk.Client
	list   cuedesk.ListID
	ids    []cuedesk.ContactID // those in the list
}

func newListWorkspace(t *testing.T, n, others int) *listWorkspace {
	t.Helper()
	s := &listWorkspace{server: cuedesktest.NewServer()}
	s.client = s.server.Client()
	list, err := s.client.Lists.Create(t.Context(), cuedesk.ListCreate{Name: "Old contacts"})
	if err != nil {
		t.Fatal(err)
	}
	s.list = list.ID
	for i := range n + others {
		at := time.Now().Add(time.Duration(i-5000) * time.Second)
		contact := cuedesktest.Contact{Email: fmt.Sprint(i, "@example.com"), LastName: "Old", CreatedAt: at, UpdatedAt: at}
		if i >= n {
			contact.LastName = "Other"
		}
		if id := s.server.AddContact(contact); i < n {
			s.ids = append(s.ids, id)
		}
	}
	if _, err := s.client.Lists.AddContacts(t.Context(), s.list, s.ids...); err != nil {
		t.Fatal(err)
	}
	return s
}

// removalCases are the iterators over the contacts of a listWorkspace, and how a loop removes contacts there.
var removalCases = map[string]struct {
	all    func(context.Context, *listWorkspace, ...cuedesk.IterOption) iter.Seq2[*cuedesk.Contact, error]
	remove func(context.Context, *listWorkspace, cuedesk.ContactID) error
	query  bool // no other view shows what it finds
}{
	"AllContacts": {
		func(ctx context.Context, s *listWorkspace, opts ...cuedesk.IterOption) iter.Seq2[*cuedesk.Contact, error] {
			return s.client.Lists.AllContacts(ctx, s.list, cuedesk.ListMembersOptions{}, opts...)
		}, removeFromList, false,
	},
	"AllContacts with archived": {
		func(ctx context.Context, s *listWorkspace, opts ...cuedesk.IterOption) iter.Seq2[*cuedesk.Contact, error] {
			return s.client.Lists.AllContacts(ctx, s.list, cuedesk.ListMembersOptions{IncludeArchived: true}, opts...)
		}, removeFromList, false,
	},
	"All of a list": {
		func(ctx context.Context, s *listWorkspace, opts ...cuedesk.IterOption) iter.Seq2[*cuedesk.Contact, error] {
			return s.client.Contacts.All(ctx, cuedesk.ListContactsOptions{ListID: s.list}, opts...)
		}, removeFromList, false,
	},
	"Scan": {
		func(ctx context.Context, s *listWorkspace, opts ...cuedesk.IterOption) iter.Seq2[*cuedesk.Contact, error] {
			return s.client.Contacts.Scan(ctx, cuedesk.Where(cuedesk.LastName.Is("Old")), opts...)
		}, rename, true,
	},
	"SearchAll": {
		func(ctx context.Context, s *listWorkspace, opts ...cuedesk.IterOption) iter.Seq2[*cuedesk.Contact, error] {
			q := cuedesk.Where(cuedesk.LastName.Is("Old")).OrderBy(cuedesk.Email.Asc())
			return s.client.Contacts.SearchAll(ctx, q, cuedesk.PageOptions{}, opts...)
		}, rename, true,
	},
}

func removeFromList(ctx context.Context, s *listWorkspace, id cuedesk.ContactID) error {
	_, err := s.client.Lists.RemoveContacts(ctx, s.list, id)
	return err
}

func rename(ctx context.Context, s *listWorkspace, id cuedesk.ContactID) error {
	_, err := s.client.Contacts.Update(ctx, id, cuedesk.ContactUpdate{LastName: cuedesk.Set("New")})
	return err
}

var errCrash = errors.New("crash")

// TestIterators_finishedJob: a loop that takes out all that it reads, and dies before it keeps its
// last checkpoint, ends well when it goes on from an earlier one. Nothing is left then.
func TestIterators_finishedJob(t *testing.T) {
	t.Parallel()
	for name, kind := range removalCases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s := newListWorkspace(t, 250, 3)
				var kept cuedesk.Checkpoint
				job := func() error {
					var at cuedesk.Position
					for contact, err := range kind.all(t.Context(), s, cuedesk.WithPosition(&at), cuedesk.ResumeFrom(kept)) {
						if err == nil {
							err = kind.remove(t.Context(), s, contact.ID)
						}
						if err != nil {
							return err
						}
						if at.Items()%100 == 0 {
							kept = at.Checkpoint()
						}
						if at.Items() == 250 {
							return errCrash
						}
					}
					return nil
				}
				if err := job(); !errors.Is(err, errCrash) {
					t.Fatal(err)
				}
				if err := job(); err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// TestIterators_othersRemove: the walk ends well where the loop takes out later copies of what it reads, or many at
// once, and where a second worker takes out from the end what the loop does from the beginning: what is left has
// come, each contact once. A query, whose contacts no other view shows, may end in ErrListChanged.
func TestIterators_othersRemove(t *testing.T) {
	t.Parallel()
	for name, kind := range removalCases {
		for work, others := range map[string]func(s *listWorkspace, n int) []cuedesk.ContactID{
			"merge": func(s *listWorkspace, n int) []cuedesk.ContactID {
				return []cuedesk.ContactID{s.ids[n+100], s.ids[n+200]}
			},
			"bulk": func(s *listWorkspace, n int) []cuedesk.ContactID {
				if n == 50 {
					return s.ids[150:190]
				}
				return nil
			},
			"two workers": func(s *listWorkspace, n int) []cuedesk.ContactID {
				return []cuedesk.ContactID{s.ids[n], s.ids[len(s.ids)-1-n]}
			},
		} {
			t.Run(name+"/"+work, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					s, came, removed := newListWorkspace(t, 300, 3), map[cuedesk.ContactID]bool{}, map[cuedesk.ContactID]bool{}
					for contact, err := range kind.all(t.Context(), s) {
						if errors.Is(err, cuedesk.ErrListChanged) && kind.query {
							return
						}
						if err != nil || came[contact.ID] {
							t.Fatalf("after %d: %v", len(came), err)
						}
						for _, id := range others(s, len(came)%100) {
							removed[id] = true
							if err := kind.remove(t.Context(), s, id); err != nil {
								t.Fatal(err)
							}
						}
						came[contact.ID] = true
					}
					for _, id := range s.ids {
						if !came[id] && !removed[id] {
							t.Errorf("%s did not come, and %d did", id, len(came))
						}
					}
				})
			})
		}
	}
}

// TestContactsService_All_emptied: nothing shows whether a workspace is empty: a walk that goes on
// there says that it must begin anew, after pauses, and does so well.
func TestContactsService_All_emptied(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s := newListWorkspace(t, 150, 0)
		var at cuedesk.Position
		for _, err := range s.client.Contacts.All(t.Context(), cuedesk.ListContactsOptions{}, cuedesk.WithPosition(&at)) {
			if err != nil {
				t.Fatal(err)
			}
			if at.Items() == 100 {
				break
			}
		}
		for _, id := range s.ids {
			s.server.RemoveContact(id)
		}
		began := time.Now()
		from := cuedesk.ResumeFrom(at.Checkpoint())
		_, err := count(s.client.Contacts.All(t.Context(), cuedesk.ListContactsOptions{}, from))
		if !errors.Is(err, cuedesk.ErrListChanged) || time.Since(began) == 0 {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		if n, err := count(s.client.Contacts.All(t.Context(), cuedesk.ListContactsOptions{})); n != 0 || err != nil {
			t.Error(n, err)
		}
	})
}

// TestIterators_emptyAnswers: whichever answers show nothing, everything comes if they are up to five,
// and if they do not end, an error does.
func TestIterators_emptyAnswers(t *testing.T) {
	t.Parallel()
	for name, kind := range removalCases {
		for _, first := range testset.Some([]int{2, 3, 4, 5, 6}, 4) {
			t.Run(fmt.Sprintf("%s/from request %d", name, first), func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					for _, n := range testset.Some([]int{1, 2, 3, 5, 1000}, 2) {
						s := newListWorkspace(t, 250, 3)
						b := newBlank(s.server, first, first+n)
						s.client = b.client(t)
						got, err := count(kind.all(t.Context(), s, cuedesk.WithPrefetch(0)))
						if whole := n <= 5 || b.Requests() < first; whole != (err == nil) || err == nil && got != 250 ||
							err != nil && !errors.Is(err, cuedesk.ErrListChanged) || b.Requests() > 60 {
							t.Errorf("%d: %d of 250 came, %v, %d requests", n, got, err, b.Requests())
						}
					}
				})
			})
		}
	}
}
