package cluster

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/importer"
)

// The errors of jobs. Those of the methods of [Cluster] match them.
var (
	// ErrPublished: these rows, or other rows under this name, were published before.
	// errors.As finds a *PublishedError in it.
	ErrPublished = errors.New("published before")
	// ErrNotFound: there is no job with the name, or what it has stored was removed.
	ErrNotFound = errors.New("no such job")
	// ErrTakenOver: another process has begun to publish a job with the same name, or
	// has removed what this one has stored.
	ErrTakenOver = errors.New("another process publishes this job")
	// ErrAside: the job was set aside, because every worker would meet the same error.
	ErrAside = errors.New("the job was set aside")
	// ErrBusy: the job cannot be resumed while workers hold other lanes of it.
	ErrBusy = errors.New("workers have other lanes of the job")
	// ErrNotDone: the part of the export is not complete yet.
	ErrNotDone = errors.New("the part is not exported yet")
	// ErrOtherWorkspace: the token or the base URL belongs to another workspace than the
	// job.
	ErrOtherWorkspace = errors.New("the job is of another workspace")
)

// PublishedError says which job has the rows or the name already. It matches
// [ErrPublished].
type PublishedError struct {
	Name string // name of that job
	Same bool   // whether it has the same rows and options; if not, it only has the name
}

// Error says which of the two it is, and the name of the job.
func (e *PublishedError) Error() string {
	if e.Same {
		return fmt.Sprintf("these rows were published before, as %q", e.Name)
	}
	return fmt.Sprintf("other rows or options were published before as %q", e.Name)
}

// Unwrap returns ErrPublished.
func (e *PublishedError) Unwrap() error { return ErrPublished }

// Kind is what a job does.
type Kind string

// The kinds of jobs.
const (
	Import Kind = "import" // imports rows: see Cluster.Publish
	Export Kind = "export" // exports contacts: see Cluster.PublishExport
)

// manifest says what a job consists of. Its key is there once all of it is stored.
type manifest struct {
	Version int `json:"version"` // manifestVersion

	ID       string    `json:"id"` // of its messages and keys
	Name     string    `json:"name"`
	Kind     Kind      `json:"kind"`
	Digest   string    `json:"digest,omitzero"`
	Options  settings  `json:"options"` // of an import
	Rows     int       `json:"rows"`
	Invalid  int       `json:"invalid,omitzero"` // of these: not sent
	Lanes    []laneSum `json:"lanes"`
	Finished time.Time `json:"finished,omitzero"`

	Export exportSettings `json:"export,omitzero"`
}

// manifestVersion changes with what a job is: a worker of another release must not work on it.
const manifestVersion = 2

// laneSum is what a lane has.
type laneSum struct {
	Batches int `json:"batches"`
	Rows    int `json:"rows"`
}

// settings are the options of an import that all workers share.
type settings struct {
	MatchOn     []cuedesk.MatchField `json:"match_on,omitzero"`
	MergeType   cuedesk.MergeType    `json:"merge_type,omitzero"`
	ListID      cuedesk.ListID       `json:"list_id,omitzero"`
	Repeats     importer.RepeatMode  `json:"repeats,omitzero"`
	Distinguish bool                 `json:"distinguish,omitzero"`
	Explain     int                  `json:"explain,omitzero"`
	Stall       int64                `json:"stall,omitzero"`     // in nanoseconds, as the next two
	Settle      int64                `json:"settle,omitzero"`    //
	IndexLag    int64                `json:"index_lag,omitzero"` //
}

func newSettings(o importer.Options) settings {
	return settings{
		o.MatchOn, o.MergeType, o.ListID, o.Repeats, o.Distinguish, o.Explain,
		int64(o.Stall), int64(o.Settle), int64(o.IndexLag),
	}
}

// options returns those of the import of a batch.
func (s settings) options() importer.Options {
	return importer.Options{
		MatchOn: s.MatchOn, MergeType: s.MergeType, ListID: s.ListID, Repeats: s.Repeats, Distinguish: s.Distinguish,
		Explain: s.Explain, Stall: time.Duration(s.Stall), Settle: time.Duration(s.Settle),
		IndexLag: time.Duration(s.IndexLag), Lanes: 1,
	}
}

// The keys of a job: by its name what is there of one at most, by its ID the rest.
func jobKey(name string) string              { return "job." + name }
func queueKey(kind Kind, name string) string { return "queue." + string(kind) + "." + name }
func stageKey(name string) string            { return "stage." + name }
func digestKey(digest string) string         { return "digest." + digest }
func laneKey(id string, lane int) string     { return fmt.Sprintf("lane.%s.%d", id, lane) }
func targetKey(id string) string             { return "target." + id + ".workspace" }

// batchKey is the end of a key or a subject of one batch.
func batchKey(id string, lane, n int) string { return fmt.Sprintf("%s.%d.%d", id, lane, n) }

// workSubject is that of the messages of a batch, or of all of a job.
func (c *Cluster) workSubject(end string) string { return c.opts.Namespace + ".work." + end }

// job returns a job by its name, and when it was published by the clock of the servers.
func (c *Cluster) job(ctx context.Context, name string) (m manifest, revision uint64, at time.Time, err error) {
	if !namePattern.MatchString(name) {
		return m, 0, at, invalid([]error{errName})
	}
	revision, at, err = c.state.read(ctx, jobKey(name), &m)
	if err == nil && m.ID == "" {
		err = fmt.Errorf("cluster: %w: %q", ErrNotFound, name)
	}
	return m, revision, at, err
}
