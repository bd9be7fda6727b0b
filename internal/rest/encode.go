package rest

import (
	"bytes"
	"sync"

	"github.com/go-json-experiment/json"
)

// Appender is a body that encodes itself without the JSON package. Where it gives
// up, the JSON package encodes the body by its tags, and tells what is wrong.
type Appender interface {
	AppendJSON(dst []byte) ([]byte, bool)
}

// maxScratch is the largest buffer that is kept for the next body.
const maxScratch = 1 << 20

// scratch is memory for bodies, of requests and of responses.
var scratch = sync.Pool{New: func() any { return new([]byte) }}

func getScratch() *[]byte {
	buf, _ := scratch.Get().(*[]byte)
	return buf
}

// putScratch gives memory to the next body. Nothing else may have a part of it.
func putScratch(buf *[]byte, data []byte) {
	if cap(data) > maxScratch {
		return
	}
	*buf = data[:0]
	scratch.Put(buf)
}

// encode returns the JSON of a body. It has memory of its own, because a transport
// may read it after the call has ended.
func encode(body any) ([]byte, error) {
	if a, ok := body.(Appender); ok {
		buf := getScratch()
		data, ok := a.AppendJSON((*buf)[:0])
		defer putScratch(buf, data)
		if ok {
			return bytes.Clone(data), nil
		}
	}
	data, err := json.Marshal(body, json.Deterministic(true))
	if err != nil {
		return nil, &encodeError{err}
	}
	return data, nil
}
