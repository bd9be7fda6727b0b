package cluster

import (
	"context"
	"errors"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
	"github.com/synadia-io/orbit.go/jetstreamext"
)

// commit makes the job visible to workers: the keys that do so are written together or not at all.
func (p *publisher) commit(ctx context.Context) error {
	writes := []write{
		{jobKey(p.manifest.Name), nil, 0},
		{queueKey(p.manifest.Kind, p.manifest.Name), []byte(p.manifest.ID), 0},
		{stageKey(p.manifest.Name), []byte("{}"), p.stage},
	}
	if p.manifest.Kind == Import {
		p.manifest.Digest = p.digest.text()
		writes = append(writes, write{digestKey(p.manifest.Digest), []byte(p.manifest.Name), 0})
	}
	data, err := json.Marshal(p.manifest)
	if err != nil {
		return err
	}
	writes[0].data = data
	return p.c.call(ctx, "publishing the manifest", func(ctx context.Context) error {
		_, err := p.c.state.putAll(ctx, writes, p.manifest.ID)
		if !isRefused(err) {
			return err
		}
		return p.explainRefusal(ctx)
	})
}

// published returns what was published.
func (p *publisher) published() *Published {
	out := &Published{Name: p.manifest.Name, Rows: p.manifest.Rows, Invalid: p.manifest.Invalid}
	for _, lane := range p.manifest.Lanes {
		out.Batches += lane.Batches
		if lane.Batches > 0 {
			out.Lanes++
		}
	}
	return out
}

// abandon drops what was stored, and lets others publish.
func (p *publisher) abandon(ctx context.Context) error {
	if err := p.c.discard(ctx, p.manifest.ID); err != nil {
		return err
	}
	return p.c.state.purgeUpTo(ctx, stageKey(p.manifest.Name), p.stage)
}

// explainRefusal returns why the manifest was refused; nil: an earlier request has written it.
func (p *publisher) explainRefusal(ctx context.Context) error {
	var there manifest
	if _, _, err := p.c.state.read(ctx, jobKey(p.manifest.Name), &there); err != nil {
		return err
	}
	switch there.ID {
	case p.manifest.ID:
		return nil
	case "":
	default:
		return &PublishedError{Name: there.Name, Same: p.manifest.Digest != "" && there.Digest == p.manifest.Digest}
	}
	if p.manifest.Digest == "" {
		return ErrTakenOver
	}
	name, _, _, err := p.c.state.get(ctx, digestKey(p.manifest.Digest))
	if err != nil {
		return err
	}
	if len(name) > 0 {
		return &PublishedError{Name: string(name), Same: true}
	}
	return ErrTakenOver
}

// write is a value that is written together with others.
type write struct {
	key  string
	data []byte
	at   uint64 // the revision that it replaces
}

// putAll writes values together or not at all, and returns the revision of the last. The ID is that of the request.
func (s store) putAll(ctx context.Context, writes []write, id string) (revision uint64, err error) {
	publisher, err := jetstreamext.NewBatchPublisher(s.c.js)
	if err != nil {
		return 0, err
	}
	last := len(writes) - 1
	for _, w := range writes[:last] {
		if err := publisher.AddMsg(s.message(w, id), w.expected()...); err != nil {
			return 0, err
		}
	}
	ack, err := publisher.CommitMsg(ctx, s.message(writes[last], id), writes[last].expected()...)
	if err != nil {
		return 0, err
	}
	return ack.Sequence, nil
}

// message returns that of a write of a request.
func (s store) message(w write, id string) *nats.Msg {
	msg := &nats.Msg{Subject: s.subject(w.key), Data: w.data, Header: nats.Header{}}
	msg.Header.Set(jetstream.MsgIDHeader, w.id(id))
	return msg
}

// id is that of the message of a request.
func (w write) id(request string) string { return request + " " + w.key }

// expected says which revision is replaced.
func (w write) expected() []jetstreamext.BatchMsgOpt {
	if w.at == anyRevision {
		return nil
	}
	return []jetstreamext.BatchMsgOpt{jetstreamext.WithBatchExpectLastSequencePerSubject(w.at)}
}

// replaceAll is putAll until it succeeds. If a value is at another revision, the error matches errConflict.
func (s store) replaceAll(ctx context.Context, writes []write) (revision uint64, err error) {
	id, last := uuid.NewString(), writes[len(writes)-1]
	err = s.c.call(ctx, "writing "+last.key, func(ctx context.Context) error {
		revision, err = s.putAll(ctx, writes, id)
		if !isRefused(err) {
			return err
		}
		revision, err = s.revisionOf(ctx, last.key, last.id(id))
		return err
	})
	return revision, err
}

// isRefused reports whether values were not written because one is at another revision, or
// because the same request was carried out before.
func isRefused(err error) bool {
	api, ok := errors.AsType[*jetstream.APIError](err)
	return ok && (isConflict(err) || api.ErrorCode == jetstreamext.JSErrCodeBatchPublishDuplicateMsgID)
}
