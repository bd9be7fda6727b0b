package resttest

import (
	"bytes"
	"compress/gzip"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/cuedesk/cuedesk-go/internal/testset"
)

// A hostile body is a little JSON, repeated.
type hostileBody struct{ name, before, repeated, after string }

// hostileSize is how large a body gets; 2 KiB of gzip hold as much. fewValues is a size at
// which a body has no more values than are decoded, so that what else is bounded shows.
const (
	hostileSize = 2 << 20
	fewValues   = 256 << 10
)

// hostileBodies are bodies in which few bytes may take much memory, for a client
// whose pages hold their items in a member, and give the item an ID in another.
func hostileBodies(collection, id string) []hostileBody {
	item := `{"` + collection + `":[{` + id
	return []hostileBody{
		{"empty items", `{"` + collection + `":[{}`, `,{}`, `]}`},
		{"small items", item + `}`, `,{` + id + `}`, `]}`},
		{"null items", `{"` + collection + `":[null`, `,null`, `]}`},
		{"unknown members of the page", `{"a":0`, `,"aN":0`, `}`},
		{"unknown members of an item", item, `,"aN":0`, `}]}`},
		{"unknown objects of an item", item, `,"aN":{"b":{}}`, `}]}`},
		{"one unknown member", item + `,"x":[0`, `,0`, `]}]}`},
		{"one unknown object", item + `,"x":{"a":0`, `,"aN":0`, `}}]}`},
		{"members of that come twice", item + `,"x":{"a":0`, `,"a":0`, `}}]}`},
		{"custom values", item + `,"custom_fields":{"a":0`, `,"aN":0`, `}}]}`},
		{"custom values of one key", item + `,"custom_fields":{"a":0`, `,"a":0`, `}}]}`},
		{"one custom value", item + `,"custom_fields":{"a":[0`, `,{}`, `]}}]}`},
		{"a long text", item + `,"email":"x`, `xxxxxxxx`, `"}]}`},
		{"escapes", item + `,"email":"x`, `\u00e9`, `"}]}`},
		{"tags", item + `,"tags":[""`, `,""`, `]}]}`},
		{"options", item + `,"select_options":[{}`, `,{}`, `]}]}`},
		{"deep arrays", `{"x":`, `[`, ``},
		{"deep objects", item + `,"x":`, `{"a":`, ``},
		{"white space", `{"` + collection + `":[`, "        ", `]}`},
		{"numbers", `[0`, `,0`, `]`},
		{"distinct names", `{"a":0`, `,"aN":0`, ``},
	}
}

// longSize is how large a body gets by one long value.
const longSize = 2 << 20

// longBodies are bodies with one long value, which the client may keep.
func longBodies(collection, id string) []hostileBody {
	item := `{"` + collection + `":[{` + id
	return []hostileBody{
		{"a long number", item + `,"x":1`, `1111`, `}]}`},
		{"a long name", item + `,"x`, `xxxx`, `":1}]}`},
		{"a long name with escapes", item + `,"`, `\u0041`, `":1}]}`},
		{"a long key", item + `,"custom_fields":{"x`, `xxxx`, `":1}}]}`},
		{"a long custom value", item + `,"custom_fields":{"a":"\ud800`, `xxxx`, `"}}]}`},
		{"a long value of a key that comes twice", item + `,"custom_fields":{"a":1,"a":"\ud800`, `xxxx`, `"}}]}`},
		{"half pairs", item + `,"x":["`, `\ud800`, `"]}]}`},
		{"half pairs in the page", `{"x":["`, `\ud800`, `"],"` + collection + `":[]}`},
		{"half a pair before numbers", item + `,"x":["\ud800"`, `,1`, `]}]}`},
		{"half pairs for a time", item + `,"created_at":"`, `\ud800`, `"}]}`},
		{"an odd time and half pairs", item + `,"created_at":1,"content":{"x":"`, `\ud800`, `"}}]}`},
	}
}

func (b hostileBody) text(size int) string {
	var text strings.Builder
	text.WriteString(b.before)
	for i := 0; text.Len() < size; i++ {
		if strings.Contains(b.repeated, "N") {
			text.WriteString(strings.Replace(b.repeated, "N", name(i), 1))
		} else {
			text.WriteString(b.repeated)
		}
	}
	return text.String() + b.after
}

// name returns a short name for each number.
func name(i int) string {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	text := []byte{letters[i%26]}
	for i /= 26; i > 0; i /= 26 {
		text = append(text, letters[i%26])
	}
	return string(text)
}

// MemoryLimit gives a client hostile bodies, compressed, as each kind of answer: one of n
// bytes costs at most 3n + 16 MiB on its way to a result or an error. Of what a long value
// costs, less than half is in use at the same time: the pieces of the body, what is decoded
// from it and the text of the error come one after the other. call returns the client's
// error. It must not run beside other tests.
func MemoryLimit(t *testing.T, collection, id string, call func(t *testing.T, rt http.RoundTripper) error) {
	t.Helper()
	for i, body := range hostileBodies(collection, id) {
		t.Run(body.name, func(t *testing.T) {
			compressed, size := body.compressed(t, hostileSize)
			for _, kind := range hostileKinds(i) {
				checkMemory(t, kind, 3*size+16<<20, func() error { return call(t, kind.unzipped(compressed)) })
			}
			compressed, size = body.compressed(t, fewValues)
			kind := hostileKind{200, JSON}
			checkMemory(t, kind, 3*size+16<<20, func() error { return call(t, kind.unzipped(compressed)) })
		})
	}
	for _, body := range longBodies(collection, id) {
		t.Run(body.name, func(t *testing.T) {
			compressed, size := body.compressed(t, longSize)
			kind := hostileKind{200, JSON}
			checkMemory(t, kind, 8*size, func() error { return call(t, kind.unzipped(compressed)) })
		})
	}
}

// compressedBodies are the bodies that were compressed before: several calls get the same ones.
var compressedBodies sync.Map

type bodyKey struct {
	body  hostileBody
	least int // of its size
}

type compressedBody struct {
	data []byte
	size int
}

// compressed returns the body, of a least size, as gzip, and how many bytes it has without it.
func (b hostileBody) compressed(t *testing.T, least int) (data []byte, size int) {
	t.Helper()
	if made, ok := compressedBodies.Load(bodyKey{b, least}); ok {
		one, _ := made.(compressedBody)
		return one.data, one.size
	}
	text := b.text(least)
	var compressed bytes.Buffer
	z, _ := gzip.NewWriterLevel(&compressed, gzip.BestSpeed) // the level is a valid one
	_, writeErr := io.WriteString(z, text)
	if closeErr := z.Close(); writeErr != nil || closeErr != nil {
		t.Fatal(writeErr, closeErr)
	}
	compressedBodies.Store(bodyKey{b, least}, compressedBody{compressed.Bytes(), len(text)})
	return compressed.Bytes(), len(text)
}

// hostileKind is the status and the content type of a hostile body.
type hostileKind struct {
	status      int
	contentType string // empty: none
}

// hostileKinds are those of the body of a number: all of them, or two in the small set
// of tests.
func hostileKinds(number int) []hostileKind {
	all := []hostileKind{
		{200, JSON}, {200, HTML}, {404, JSON}, {200, ""}, {404, HTML}, {200, "text/plain"}, {404, ""}, {302, HTML},
	}
	if testset.IsExhaustive() {
		return all
	}
	return []hostileKind{all[0], all[1+number%(len(all)-1)]}
}

func checkMemory(t *testing.T, kind hostileKind, limit int, call func() error) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	err := call()
	runtime.ReadMemStats(&after)
	if used := after.TotalAlloc - before.TotalAlloc; used > uint64(limit) {
		t.Errorf("%+v: %d KiB for a limit of %d KiB; %.200v", kind, used>>10, limit>>10, err)
	}
}

// unzipped answers each request with the content of a compressed body, as
// [http.Transport] does.
func (k hostileKind) unzipped(compressed []byte) Transport {
	return func(*http.Request) (*http.Response, error) {
		z, err := gzip.NewReader(bytes.NewReader(compressed))
		if err != nil {
			return nil, err
		}
		header := http.Header{}
		if k.contentType != "" {
			header.Set("Content-Type", k.contentType)
		}
		return &http.Response{StatusCode: k.status, Header: header, Body: z, ContentLength: -1, Uncompressed: true}, nil
	}
}
