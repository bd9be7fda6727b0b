package main

import (
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
)

const (
	sourceList   = "GET /api/v1/external/contacts"
	sourceSearch = "POST /api/v1/contacts/search"
	bulkCreate   = "POST /v1/contacts/bulk"
	importStatus = "GET /v1/contacts/bulk/{contact_import_uuid}"
	addMembers   = "POST /v1/contact-lists/{contact_list_uuid}/contacts"
	createNote   = "POST /v1/contacts/{contact_uuid}/notes"
)

func TestPassingFaultsLeaveNoTrace(t *testing.T) {
	t.Parallel()
	made, want := generate(120), ""
	synctest.Test(t, func(t *testing.T) { want = newWorld(made).mustMove(t) })
	for _, operation := range []string{
		sourceList, "GET /v1/custom-fields", "GET /v1/contact-lists", "GET /v1/contacts", bulkCreate, importStatus,
		"GET /v1/contact-lists/{contact_list_uuid}/contacts", addMembers, "GET /v1/contacts/{contact_uuid}/notes",
	} {
		for name, fault := range map[string]cuedesktest.Fault{
			"503":          cuedesktest.Status(503).Times(2),
			"429":          cuedesktest.Status(429).RetryAfter("2").Times(2),
			"torn":         cuedesktest.Torn().AfterApply(),
			"reset":        cuedesktest.Reset().AfterApply(),
			"not answered": cuedesktest.Reset(),
		} {
			t.Run(operation+" "+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(made)
					if operation == sourceList {
						w.nexadesk.Inject(operation, fault)
					} else {
						w.cuedesk.Inject(operation, fault)
					}
					if got := w.mustMove(t); got != want && operation != addMembers {
						t.Errorf("output:\n%s\nwithout the fault:\n%s", got, want)
					}
					w.verify(t)
				})
			})
		}
	}
}

func TestLostResponsesOfCreatesDoubleNothing(t *testing.T) {
	t.Parallel()
	for _, operation := range []string{"POST /v1/custom-fields", "POST /v1/contact-lists", createNote} {
		for name, fault := range map[string]cuedesktest.Fault{
			"carried out":     cuedesktest.Reset().AfterApply(),
			"torn":            cuedesktest.Torn().AfterApply(),
			"not carried out": cuedesktest.Status(503),
		} {
			t.Run(operation+" "+name, func(t *testing.T) {
				t.Parallel()
				synctest.Test(t, func(t *testing.T) {
					w := newWorld(generate(120))
					w.cuedesk.Inject(operation, fault)
					w.mustMove(t)
					w.verify(t)
				})
			})
		}
	}
}

// A source that cannot be read to its end moves nobody.
func TestSourceThatBreaksOff(t *testing.T) {
	t.Parallel()
	page := `{"success":true,"data":[{"id":"x","first_name":"X"}],` +
		`"pagination":{"has_more":true,"next_cursor":%s,"total_count":2,"limit":100}}`
	json := func(cursor string) cuedesktest.Fault {
		return cuedesktest.Body(200, "application/json", fmt.Sprintf(page, cursor)).Always()
	}
	for name, fault := range map[string]cuedesktest.Fault{
		"outage":        cuedesktest.Status(503).Always(),
		"torn":          cuedesktest.Torn().AfterApply().Always(),
		"stuck cursor":  json(`"same"`),
		"no cursor":     json("null"),
		"not a list":    cuedesktest.Body(200, "application/json", `{"success":true}`).Always(),
		"wrong token":   cuedesktest.Status(401).Always(),
		"proxy's words": cuedesktest.HTML502().Always(),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(generate(250))
				w.nexadesk.Inject(sourceList, cuedesktest.Fault{}, fault)
				_, err := w.move(t)
				if err == nil || !strings.Contains(err.Error(), "nothing was moved, because reading nexadesk stopped after ") {
					t.Errorf("error is %v", err)
				}
				if n := len(w.cuedesk.Requests()); n > 0 {
					t.Errorf("%d requests to Cuedesk", n)
				}
				w.nexadesk.ClearFaults()
				w.mustMove(t)
				w.verify(t)
			})
		})
	}
}

// orgcrm pages by offset: a server that ignores it must not make anybody double or
// go on for ever.
func TestSearchThatIgnoresTheOffset(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newOrgWorld(t, generate(120))
		w.orgcrm.Inject(sourceSearch, cuedesktest.Body(200, "application/json", `{"items":[{"id":"a","name":"A"}],"total":150}`).Always())
		if _, err := w.move(t); err == nil || !strings.Contains(err.Error(), "nothing was moved, because reading orgcrm") {
			t.Errorf("error is %v", err)
		}
	})
}

func TestImportsThatFail(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		operation string
		fault     cuedesktest.Fault
		reason    string
	}{
		"failed":  {bulkCreate, cuedesktest.FailImport(), "its import failed entirely:"},
		"stuck":   {bulkCreate, cuedesktest.StuckImport(), "how its import ended is not known, and it was not in Cuedesk then:"},
		"refused": {bulkCreate, cuedesktest.Status(503).Times(4), "how its import ended is not known"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(generate(250))
				w.cuedesk.Inject(test.operation, test.fault)
				out, err := w.move(t)
				if err == nil || !strings.Contains(err.Error(), "contacts that were sent are not moved; run it again") {
					t.Errorf("error is %v", err)
				}
				if !strings.Contains(out, test.reason) || number(t, out, "not moved") < 200 {
					t.Errorf("%q is not in:\n%s", test.reason, out)
				}
				w.mustMove(t)
				w.verify(t)
			})
		})
	}
}

// All four attempts are accepted, and no response arrives: who was moved is found
// out by looking.
func TestImportWithoutAnyNews(t *testing.T) {
	t.Parallel()
	for operation, fault := range map[string]cuedesktest.Fault{
		bulkCreate:   cuedesktest.Reset().AfterApply().Times(4),
		importStatus: cuedesktest.Status(503).Times(4),
	} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(generate(120))
				w.cuedesk.Inject(operation, fault)
				w.mustMove(t)
				w.verify(t)
			})
		})
	}
}

// Those who were in Cuedesk before are there after an import that failed, too. They
// must not pass for updated.
func TestFailedImportOfKnownContacts(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		w := newWorld(generate(120))
		w.cuedesk.Inject(bulkCreate, cuedesktest.FailImport().Times(2))
		out, err := w.move(t)
		if err == nil || number(t, out, "updated: ") != 0 {
			t.Errorf("error %v, output:\n%s", err, out)
		}
		if want := "it was in Cuedesk before, and is not as the source has it: its import failed entirely:"; !strings.Contains(out, want) {
			t.Errorf("%q is not in:\n%s", want, out)
		}
		w.mustMove(t)
		w.verify(t)
		w.cuedesk.Inject(bulkCreate, cuedesktest.FailImport().Times(2))
		w.mustMove(t) // nobody has changed: all are as the source has them
	})
}

func TestTagsAndNotesThatFail(t *testing.T) {
	t.Parallel()
	for operation, want := range map[string]string{
		addMembers:                              "it is not in the list of tag ",
		createNote:                              "it lacks a note ",
		"GET /v1/contacts/{contact_uuid}/notes": "it lacks a note ",
	} {
		t.Run(operation, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				w := newWorld(generate(120))
				w.cuedesk.Inject(operation, cuedesktest.Status(503).Times(60))
				out, err := w.move(t)
				if err == nil || !strings.Contains(err.Error(), "contacts lack tags or notes; run it again") {
					t.Errorf("error is %v", err)
				}
				if !strings.Contains(out, want) {
					t.Errorf("%q is not in:\n%s", want, out)
				}
				w.cuedesk.ClearFaults()
				w.mustMove(t)
				w.verify(t)
			})
		})
	}
}

// TestBadWeather has faults of all kinds befall both sides at random, until the
// move succeeds.
func TestBadWeather(t *testing.T) {
	t.Parallel()
	for seed := range uint64(9) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				made := generate(120)
				w := newWorld(made)
				calm := w.to
				bad := cuedesk.WithTimeout(10 * time.Second)
				w.from = nexadeskSource(w.nexadesk.Client(under(w.nexadesk, seed, 0.1), bad))
				if seed%3 == 0 {
					w = newOrgWorld(t, made)
					calm = w.to
					w.from = orgcrmSource(w.orgcrm.Client(under(w.orgcrm, seed, 0.1), bad))
				}
				w.to = w.cuedesk.Client(under(w.cuedesk, seed+100, 0.05+float64(seed)/50), bad)
				for range 3 {
					out, err := w.move(t)
					t.Log(err)
					if n := strings.Count(out, "Meanwhile"); n > 0 && err == nil {
						t.Errorf("strangers in:\n%s", out)
					}
				}
				w.from, w.to = w.source(), calm
				w.mustMove(t)
				w.verify(t)
			})
		})
	}
}
