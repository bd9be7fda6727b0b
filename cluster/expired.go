package cluster

import (
	"bytes"
	"context"
	"fmt"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/importer"
)

// skipMissing leaves out a batch that is not there, because it was kept for too long, and names its rows.
func (w *worker) skipMissing(l *lease, key string, n int) error {
	m, _, _, err := w.c.job(l.ctx, l.job.Name)
	if err != nil {
		return err
	}
	if m.ID != l.job.ID {
		return fmt.Errorf("cluster: %w: %q was removed", ErrNotFound, l.job.Name)
	}
	if l.job.Kind == Export {
		return l.update(func(s *laneState) { s.Next, s.Expired = s.Next+1, true })
	}
	exceptions, err := w.c.expired(l.ctx, l, key, n)
	if err != nil {
		return err
	}
	var counts importer.Counts // that of unfinished rows is what is left
	for _, e := range exceptions {
		if e.State == importer.Unknown {
			counts[e.State]++
		}
	}
	return l.advance(key, counts, exceptions, func(s *laneState) { s.Expired = true })
}

// expired returns the rows of a batch that is not there: if it was sent before, what became of them is not known.
func (c *Cluster) expired(ctx context.Context, l *lease, key string, n int) ([]Exception, error) {
	lines, err := c.lines(ctx, l.job.ID, l.n, n)
	if err != nil {
		return nil, err
	}
	e := Exception{State: importer.Unfinished, Reason: importer.ReasonExpired}
	sent, importID, err := c.wasSent(ctx, "journal."+key)
	if err != nil {
		return nil, err
	}
	if sent {
		e = Exception{State: importer.Unknown, Reason: importer.ReasonImportLost, ImportID: importID}
	}
	exceptions := make([]Exception, 0, len(lines))
	for _, line := range lines {
		e.Line = line
		exceptions = append(exceptions, e)
	}
	return exceptions, nil
}

// wasSent reports whether the journal of a batch says that it was sent, or about to be, and in which import.
func (c *Cluster) wasSent(ctx context.Context, key string) (sent bool, id cuedesk.ImportID, err error) {
	j, parts := journal{c: c, key: key}, map[string]bool{} // that were sent
	for data, err := range j.Records(ctx) {
		if err != nil {
			return len(parts) > 0, id, err
		}
		var record struct {
			Type   string           `json:"type"`
			Key    jsontext.Value   `json:"key"`
			Import cuedesk.ImportID `json:"import"`
		}
		if err := json.Unmarshal(bytes.TrimSpace(data), &record); err != nil {
			return len(parts) > 0, id, fmt.Errorf("cluster: a journal cannot be read: %w", err)
		}
		switch record.Type {
		case "batch":
			parts[string(record.Key)] = true
		case "withdrawn": // it was not sent, or refused as a whole
			delete(parts, string(record.Key))
		}
		if !record.Import.IsZero() {
			id = record.Import
		}
	}
	return len(parts) > 0, id, nil
}
