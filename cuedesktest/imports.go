package cuedesktest

import (
	"container/heap"
	"strconv"
	"time"

	"github.com/google/uuid"

	"github.com/cuedesk/cuedesk-go/internal/fakehttp"
)

// The marks of faults that decide an import's fate.
const (
	markStuck = "stuck-import"
	markFail  = "fail-import"
)

// contactImport is a bulk import. It proceeds by the clock: its first third it is pending, then its rows are
// processed at equal intervals.
type contactImport struct {
	id       uuid.UUID
	rows     []contactInput
	into     *list
	match    string
	merge    string
	mark     string
	accepted time.Time
	duration time.Duration
	total    int
	due      time.Time // when the next row is processed
	seq      int
	done     int
	created  int
	failed   int
	failures []FailedRow
}

// importSummary counts the rows of an import. Rows that the merge type skips are neither created nor failed.
type importSummary struct {
	Total   int `json:"total"`
	Created int `json:"created"`
	Failed  int `json:"failed"`
}

// importWire is an import in a response.
type importWire struct {
	ContactImportUUID uuid.UUID     `json:"contact_import_uuid"`
	Status            string        `json:"status"`
	Summary           importSummary `json:"summary"`
}

func createImport(c *call) (any, error) {
	f := c.body()
	into := optional(f, "contact_list_uuid", anID)
	im := &contactImport{
		match:    optional(f, "match_on_field", choice(matchFields...)).valueOr(""),
		merge:    optional(f, "merge_type", choice("create_or_update", "create", "update")).valueOr("create_or_update"),
		mark:     fakehttp.Mark(c.r.Context()),
		accepted: c.now,
		duration: c.importDuration,
	}
	for n, raw := range required(f, "contacts", listOf(anything, 1, 1000)) {
		im.rows = append(im.rows, readContact(c.form("contacts."+strconv.Itoa(n), raw)))
	}
	im.total = len(im.rows)
	if err := c.validationError(); err != nil {
		return nil, err
	}
	if into.given && !into.null {
		if im.into = c.listByID[into.value]; im.into == nil {
			return nil, notFound("Contact list")
		}
	}
	c.add(im)
	return map[string]any{"contact_import_uuid": im.id}, nil
}

// add accepts an import.
func (s *store) add(im *contactImport) {
	im.id, im.seq, im.due = s.newID("contact-import"), len(s.importByID), im.nextDue()
	s.importByID[im.id] = im
	if im.mark == "" {
		heap.Push(&s.running, im)
	}
}

func getImport(c *call) (any, error) {
	im := c.importByID[c.path("contact_import_uuid")]
	if err := c.validationError(); err != nil {
		return nil, err
	}
	if im == nil {
		return nil, notFound("Contact import")
	}
	return im.wire(c.now), nil
}

func (im *contactImport) wire(now time.Time) importWire {
	out := importWire{im.id, im.status(now), importSummary{im.total, im.created, im.failed}}
	if im.mark == markFail && out.Status == "failed" {
		out.Summary.Failed = im.total
	}
	return out
}

func (im *contactImport) status(now time.Time) string {
	switch elapsed := now.Sub(im.accepted); {
	case elapsed < im.duration/3:
		return "pending"
	case im.mark == markStuck || elapsed < im.duration:
		return "processing"
	case im.mark == markFail || im.failed == im.total:
		return "failed"
	}
	return "completed"
}

// nextDue returns when the next row is processed.
func (im *contactImport) nextDue() time.Time {
	pending := im.duration / 3
	share := float64(im.done+1) / float64(im.total)
	return im.accepted.Add(pending + time.Duration(share*float64(im.duration-pending)))
}

// advance processes the rows that are due, those of all imports in the order in which they are.
func (s *store) advance(now time.Time) {
	for len(s.running) > 0 {
		im := s.running[0]
		if im.due.After(now) {
			return
		}
		s.processRow(im, im.due)
		if im.done == im.total {
			im.rows = nil
			heap.Pop(&s.running)
			continue
		}
		im.due = im.nextDue()
		heap.Fix(&s.running, 0)
	}
}
