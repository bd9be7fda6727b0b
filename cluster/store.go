package cluster

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/google/uuid"
	"github.com/nats-io/nats.go"
	"github.com/nats-io/nats.go/jetstream"
)

// store reads and writes the bucket: by requests to the leader of its stream, whose answers are never
// older than what was acknowledged before, and with IDs by which a repeated write is known.
type store struct {
	c      *Cluster
	stream jetstream.Stream
}

// errConflict: the key is at another revision than the one that was to be replaced.
var errConflict = errors.New("the key was changed by another process")

// anyRevision replaces whatever is there; revision 0 is that of a key that is not there.
const anyRevision = ^uint64(0)

func (s store) subject(key string) string { return "$KV." + s.c.bucket() + "." + key }

// get returns a value and its revision; revision 0: there is none.
func (s store) get(ctx context.Context, key string) (data []byte, revision uint64, at time.Time, err error) {
	err = s.c.call(ctx, "reading "+key, func(ctx context.Context) error {
		msg, err := s.stream.GetLastMsgForSubject(ctx, s.subject(key))
		if errors.Is(err, jetstream.ErrMsgNotFound) {
			return nil
		}
		if err == nil {
			data, revision, at = msg.Data, msg.Sequence, msg.Time
		}
		return err
	})
	return data, revision, at, err
}

// read reads a value as JSON into v, which stays as it is if there is none.
func (s store) read(ctx context.Context, key string, v any) (revision uint64, at time.Time, err error) {
	data, revision, at, err := s.get(ctx, key)
	if err == nil && revision > 0 {
		if err = json.Unmarshal(data, v); err != nil {
			err = fmt.Errorf("cluster: %s cannot be read: %w", key, err)
		}
	}
	return revision, at, err
}

// put replaces the value of a key at a revision, and returns the new one. If it is at
// another, the error matches errConflict. A ttl other than 0 is after how long it vanishes.
func (s store) put(ctx context.Context, key string, data []byte, at uint64, ttl time.Duration) (uint64, error) {
	id := uuid.NewString()
	opts := []jetstream.PublishOpt{jetstream.WithMsgID(id)}
	if at != anyRevision {
		opts = append(opts, jetstream.WithExpectLastSequencePerSubject(at))
	}
	if ttl > 0 {
		opts = append(opts, jetstream.WithMsgTTL(ttl))
	}
	var revision uint64
	err := s.c.call(ctx, "writing "+key, func(ctx context.Context) error {
		ack, err := s.c.js.PublishMsg(ctx, &nats.Msg{Subject: s.subject(key), Data: data}, opts...)
		if err == nil {
			revision = ack.Sequence
			return nil
		}
		if !isConflict(err) {
			return err
		}
		revision, err = s.revisionOf(ctx, key, id)
		return err
	})
	return revision, err
}

// isConflict reports whether a write was refused because of the revision that it expects.
func isConflict(err error) bool {
	api, ok := errors.AsType[*jetstream.APIError](err)
	return ok && (api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequence ||
		api.ErrorCode == jetstream.JSErrCodeStreamWrongLastSequenceConstant)
}

// revisionOf returns the revision of a key if it is that of one write; otherwise the error matches errConflict.
func (s store) revisionOf(ctx context.Context, key, id string) (uint64, error) {
	msg, err := s.stream.GetLastMsgForSubject(ctx, s.subject(key))
	switch {
	case errors.Is(err, jetstream.ErrMsgNotFound), err == nil && msg.Header.Get(jetstream.MsgIDHeader) != id:
		return 0, errConflict
	case err != nil:
		return 0, err
	}
	return msg.Sequence, nil
}

// write puts a value as JSON.
func (s store) write(ctx context.Context, key string, v any, at uint64) (uint64, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return 0, fmt.Errorf("cluster: %s cannot be written: %w", key, err)
	}
	return s.put(ctx, key, data, at, 0)
}

// keys returns the keys that fit to a pattern, in which * stands for a part and > for the rest.
func (s store) keys(ctx context.Context, pattern string) ([]string, error) {
	var keys []string
	err := s.c.call(ctx, "listing "+pattern, func(ctx context.Context) error {
		info, err := s.stream.Info(ctx, jetstream.WithSubjectFilter(s.subject(pattern)))
		if err != nil {
			return err
		}
		keys = keys[:0]
		for subject := range info.State.Subjects {
			keys = append(keys, strings.TrimPrefix(subject, s.subject("")))
		}
		return nil
	})
	return keys, err
}

// purge removes the keys that fit to a pattern.
func (s store) purge(ctx context.Context, pattern string) error {
	return s.c.purge(ctx, s.stream, s.subject(pattern))
}

// purgeUpTo removes a key unless it was written after a revision.
func (s store) purgeUpTo(ctx context.Context, key string, revision uint64) error {
	return s.c.call(ctx, "removing "+key, func(ctx context.Context) error {
		return s.stream.Purge(ctx,
			jetstream.WithPurgeSubject(s.subject(key)), jetstream.WithPurgeSequence(revision+1))
	})
}

// purge removes the messages of the subjects that fit to a pattern.
func (c *Cluster) purge(ctx context.Context, stream jetstream.Stream, pattern string) error {
	return c.call(ctx, "removing "+pattern, func(ctx context.Context) error {
		return stream.Purge(ctx, jetstream.WithPurgeSubject(pattern))
	})
}
