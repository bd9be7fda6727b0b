package cuedesk_test

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

const (
	createList  = "POST /v1/contact-lists"
	createField = "POST /v1/custom-fields"
)

var revenue = cuedesk.CustomFieldCreate{Name: "Revenue", FieldKey: "revenue", FieldType: cuedesk.FieldInteger}

func TestListsService_Ensure(t *testing.T) {
	t.Parallel()
	client := cuedesktest.NewServer().Client()
	ids := map[string]cuedesk.ListID{}
	for _, name := range []string{"VIP", "VIPs", "vip", "VIP", "vip"} {
		got, err := client.Lists.Ensure(t.Context(), cuedesk.ListCreate{Name: name, Emoji: "x"})
		if err != nil || got.List.Name != name || got.Created != ids[name].IsZero() ||
			!got.Created && got.List.ID != ids[name] {
			t.Fatalf("%s: %+v, %v", name, got, err)
		}
		ids[name] = got.List.ID
	}
}

// TestListsService_Ensure_oldest of several, and none that is archived.
func TestListsService_Ensure_oldest(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		client := srv.Client()
		var lists []cuedesk.ListID
		for range 3 {
			list, err := client.Lists.Create(t.Context(), cuedesk.ListCreate{Name: "VIP"})
			if err != nil {
				t.Fatal(err)
			}
			lists = append(lists, list.ID)
			<-time.After(time.Second)
		}
		srv.ArchiveList(lists[0])
		got, err := client.Lists.Ensure(t.Context(), cuedesk.ListCreate{Name: "VIP"})
		if err != nil || got.Created || got.List.ID != lists[1] {
			t.Errorf("%+v, %v, want %s", got, err, lists[1])
		}
	})
}

// TestListsService_Ensure_ignoredFilter: an archived list that is found all the same is not
// taken, nor is one of another name.
func TestListsService_Ensure_ignoredFilter(t *testing.T) {
	t.Parallel()
	created := false
	const body = `{"contact_lists":[{"uuid":"ff0556cf-0000-4000-8000-000000000001","name":"VIP","status":"archived"},` +
		`{"uuid":"ff0556cf-0000-4000-8000-000000000002","name":"VIP ","status":"active"}],` +
		`"pagination":{"limit":100,"offset":0,"total":2}}`
	client := newClient(t, func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPost {
			created = true
			return reply(201, jsonType, `{"uuid":"`+otherID.String()+`","name":"VIP"}`), nil
		}
		return reply(200, jsonType, body), nil
	})
	got, err := client.Lists.Ensure(t.Context(), cuedesk.ListCreate{Name: "VIP"})
	if err != nil || !got.Created || !created {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestListsService_Ensure_atOnce: runs at the same time have one list. Those that they have
// created beside it stay: another run may hold one.
func TestListsService_Ensure_atOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		srv.Inject(createList, cuedesktest.Latency(time.Second).Always())
		client := srv.Client()
		const runs = 5
		var ids [runs]cuedesk.ListID
		var created [runs]bool
		var twins [runs]cuedesk.ListID
		var all sync.WaitGroup
		for i := range runs {
			all.Go(func() {
				<-time.After(time.Duration(i) * time.Millisecond)
				got, err := client.Lists.Ensure(t.Context(), cuedesk.ListCreate{Name: "VIP"})
				if err != nil {
					t.Error(err)
					return
				}
				ids[i], created[i], twins[i] = got.List.ID, got.Created, got.Twin
			})
		}
		all.Wait()
		page, err := client.Lists.List(t.Context(), cuedesk.ListListsOptions{OrderField: cuedesk.OrderListsByCreatedAt})
		if err != nil || page.Total != runs {
			t.Fatalf("%+v, %v", page, err)
		}
		makers := 0
		for i, id := range ids {
			if created[i] {
				makers++
			}
			if id != page.Items[0].ID {
				t.Errorf("run %d has %s, not %s", i, id, page.Items[0].ID)
			}
			if twins[i] == id || twins[i].IsZero() != created[i] {
				t.Errorf("run %d has %s, created: %t, and created %s", i, id, created[i], twins[i])
			}
		}
		if makers != 1 {
			t.Errorf("%d runs created it", makers)
		}
	})
}

// TestListsService_Ensure_sameName: whoever is later takes the older list, and deletes nothing: a
// third caller that did not see the older one may hold the other. Of one age, all take the
// same.
func TestListsService_Ensure_sameName(t *testing.T) {
	t.Parallel()
	const list = `{"uuid":"ff0556cf-0000-4000-8000-00000000000%d","name":"VIP","created_at":"2025-01-0%dT00:00:00Z"}`
	const pages = `{"contact_lists":[%s],"pagination":{"limit":100,"offset":0,"total":%d}}`
	for name, test := range map[string]struct{ other, ours string }{
		"older":         {fmt.Sprintf(list, 2, 1), fmt.Sprintf(list, 1, 2)},
		"of one age":    {fmt.Sprintf(list, 1, 1), fmt.Sprintf(list, 2, 1)},
		"younger":       {fmt.Sprintf(list, 1, 2), fmt.Sprintf(list, 2, 1)},
		"of one age, 2": {fmt.Sprintf(list, 2, 1), fmt.Sprintf(list, 1, 1)},
	} {
		created := false
		client := newClient(t, func(r *http.Request) (*http.Response, error) {
			switch {
			case r.Method == http.MethodPost:
				created = true
				return reply(201, jsonType, test.ours), nil
			case r.Method != http.MethodGet:
				t.Errorf("%s: %s %s", name, r.Method, r.URL.Path)
			case created:
				return reply(200, jsonType, fmt.Sprintf(pages, test.other+","+test.ours, 2)), nil
			}
			return reply(200, jsonType, fmt.Sprintf(pages, "", 0)), nil
		})
		got, err := client.Lists.Ensure(t.Context(), cuedesk.ListCreate{Name: "VIP"})
		if err != nil {
			t.Fatal(err)
		}
		ours := name == "younger" || name == "of one age, 2"
		if mine := strings.Contains(test.ours, got.List.ID.String()); mine != ours || got.Created != ours ||
			got.Twin.IsZero() != ours {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// TestListsService_Ensure_otherName: what would be created again with each call is an error.
func TestListsService_Ensure_otherName(t *testing.T) {
	t.Parallel()
	client := newClient(t, func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPost {
			return reply(201, jsonType, `{"uuid":"`+otherID.String()+`","name":"VIP"}`), nil
		}
		return reply(200, jsonType, `{"contact_lists":[],"pagination":{"limit":100,"offset":0,"total":0}}`), nil
	})
	got, err := client.Lists.Ensure(t.Context(), cuedesk.ListCreate{Name: " VIP "})
	if !errors.Is(err, cuedesk.ErrBadResponse) || got != nil || !strings.Contains(err.Error(), "another name") {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestCustomFieldsService_Ensure(t *testing.T) {
	t.Parallel()
	client := cuedesktest.NewServer().Client()
	first, err := client.CustomFields.Ensure(t.Context(), revenue)
	if err != nil || !first.Created || first.Field.FieldKey != "revenue" {
		t.Fatalf("%+v, %v", first, err)
	}
	in := revenue
	in.Name = "Turnover"
	again, err := client.CustomFields.Ensure(t.Context(), in)
	if err != nil || again.Created || again.Field.ID != first.Field.ID || again.Field.Name != "Revenue" {
		t.Errorf("%+v, %v", again, err)
	}
	in.FieldKey = "Revenue"
	if other, err := client.CustomFields.Ensure(t.Context(), in); err != nil || !other.Created {
		t.Errorf("%+v, %v", other, err)
	}
	in.FieldKey, in.FieldType = "revenue", cuedesk.FieldText
	if got, err := client.CustomFields.Ensure(t.Context(), in); !errors.Is(err, cuedesk.ErrConflict) || got != nil {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestCustomFieldsService_Ensure_atOnce: the API refuses the second, which finds the first.
func TestCustomFieldsService_Ensure_atOnce(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		srv := cuedesktest.NewServer()
		srv.Inject(createField, cuedesktest.Latency(time.Second).Always())
		var created [3]bool
		var all sync.WaitGroup
		for i := range created {
			all.Go(func() {
				got, err := srv.Client().CustomFields.Ensure(t.Context(), revenue)
				if err != nil {
					t.Error(err)
					return
				}
				created[i] = got.Created
			})
		}
		all.Wait()
		makers := 0
		for _, made := range created {
			if made {
				makers++
			}
		}
		if makers != 1 {
			t.Errorf("%d runs created it", makers)
		}
	})
}

func TestCustomFieldsService_Ensure_otherKey(t *testing.T) {
	t.Parallel()
	client := newClient(t, func(r *http.Request) (*http.Response, error) {
		if r.Method == http.MethodPost {
			body := `{"uuid":"` + otherID.String() + `","field_key":"revenue_1","field_type":"number:integer"}`
			return reply(201, jsonType, body), nil
		}
		return reply(200, jsonType, `{"custom_fields":[],"pagination":{"limit":100,"offset":0,"total":0}}`), nil
	})
	got, err := client.CustomFields.Ensure(t.Context(), revenue)
	if !errors.Is(err, cuedesk.ErrBadResponse) || got != nil || !strings.Contains(err.Error(), "another field key") {
		t.Errorf("%+v, %v", got, err)
	}
}

// TestEnsure_unknownOutcome: lists and fields are looked for again as contacts are.
func TestEnsure_unknownOutcome(t *testing.T) {
	t.Parallel()
	for operation, ensure := range map[string]func(context.Context, client) (bool, error){
		createList: func(ctx context.Context, c client) (bool, error) {
			got, err := c.Lists.Ensure(ctx, cuedesk.ListCreate{Name: "VIP"})
			return err == nil && got.Created, err
		},
		createField: func(ctx context.Context, c client) (bool, error) {
			got, err := c.CustomFields.Ensure(ctx, revenue)
			return err == nil && got.Created, err
		},
	} {
		for applied, fault := range map[bool]cuedesktest.Fault{
			true: cuedesktest.Reset().AfterApply(), false: cuedesktest.Reset(),
		} {
			synctest.Test(t, func(t *testing.T) {
				srv := cuedesktest.NewServer()
				srv.Inject(operation, fault)
				start := time.Now()
				created, err := ensure(t.Context(), srv.Client())
				if created != applied || !applied && !errors.Is(err, cuedesk.ErrOutcomeUnknown) ||
					time.Since(start) < 5*time.Second {
					t.Errorf("%s, applied %t: created %t, %v, after %v", operation, applied, created, err, time.Since(start))
				}
			})
		}
	}
}

func TestEnsure_refusesInput(t *testing.T) {
	t.Parallel()
	c := refuseAll(t)
	_, noName := c.Lists.Ensure(t.Context(), cuedesk.ListCreate{})
	in := revenue
	in.FieldKey = ""
	_, noKey := c.CustomFields.Ensure(t.Context(), in)
	in = revenue
	in.Name = "R"
	_, shortName := c.CustomFields.Ensure(t.Context(), in)
	for _, test := range []struct {
		field string
		err   error
	}{{"name", noName}, {"field_key", noKey}, {"name", shortName}} {
		apiErr, ok := errors.AsType[*cuedesk.Error](test.err)
		if !ok || !errors.Is(test.err, cuedesk.ErrInvalid) || apiErr.Fields[0].Field != test.field {
			t.Errorf("%s: %v", test.field, test.err)
		}
	}
}
