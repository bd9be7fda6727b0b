package cuedesk

import (
	"bytes"
	"sync"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/cuedesk/cuedesk-go/internal/jsonscan"
	"github.com/cuedesk/cuedesk-go/internal/rest"
)

// Limits of what the client keeps of a response of any size.
const (
	maxUnknown = 10_000  // members of a response that this version does not know
	maxValues  = 10_000  // custom values of one contact
	maxNested  = 1 << 20 // bytes of one such member or value, if it has objects in it
)

// UnmarshalJSON reads a contact as the API sends it. A time in another form than
// RFC 3339 becomes zero, and what was sent is kept in Extra under its name; empty
// text is no time. Anything else that does not fit is an error.
func (c *Contact) UnmarshalJSON(data []byte) error { return decodeByHand(data, c) }

func (c *Contact) readFrom(d *contactDecoder) error {
	*c = Contact{}
	_, err := d.contact(c)
	return err
}

// contactDecoder walks once over JSON. All text of a
// contact, and all that is kept of it as JSON, becomes one string of its own, so
// that a contact that is kept does not hold on to the response.
type contactDecoder struct {
	scan    jsonscan.Scanner[[]byte]
	member  span        // the name of the member that is being read, with quotes
	text    []byte      // of the contact that is being read
	texts   []textSpan  // where its texts are in it
	extra   []extraSpan // where its unknown members are
	custom  span        // where its custom values are
	names   []span      // the keys of its custom values, in the response
	escaped bool        // whether one of them has escapes
	unknown int         // unknown members so far, in all contacts
}

type (
	span     struct{ from, to int }
	textSpan struct {
		span
		member int // of contactMembers
	}
	extraSpan struct{ name, value span }
)

func (s span) textIn(text string) string { return text[s.from:s.to] }

var contactDecoders = sync.Pool{New: func() any { return new(contactDecoder) }}

func newContactDecoder(data []byte) *contactDecoder {
	d, _ := contactDecoders.Get().(*contactDecoder)
	d.scan = jsonscan.New(data)
	d.unknown = 0
	d.start()
	return d
}

// maxPooled is the largest buffer that is kept for the next response.
const maxPooled = 64 << 10

// free gives the decoder's memory to the next response.
func (d *contactDecoder) free() {
	if cap(d.text) > maxPooled || cap(d.names) > maxPooled/8 || cap(d.extra) > maxPooled/8 {
		return
	}
	d.scan = jsonscan.Scanner[[]byte]{}
	contactDecoders.Put(d)
}

func (d *contactDecoder) start() {
	d.text, d.texts, d.extra, d.custom = d.text[:0], d.texts[:0], d.extra[:0], span{}
}

// contact reads the contact that begins here into one that is zero, and reports
// whether it has a member with custom values.
func (d *contactDecoder) contact(c *Contact) (hasValues bool, err error) {
	d.start()
	switch d.scan.Kind() {
	case 'n':
		d.scan.Value()
		return false, nil
	case '{':
		d.scan.Open()
	default:
		return false, rest.Misfit[Contact](d.scan.Value())
	}
	seen, next := uint(0), 0
	for d.scan.More() {
		i := d.readName(next)
		switch {
		case i < 0:
			err = d.keepUnknown(d.scan.Value())
		case seen>>i&1 == 1:
			err = errDuplicateMember
		default:
			seen, next = seen|1<<i, i+1
			err = d.readMember(i, c)
		}
		if err != nil {
			return false, rest.ErrorAt(string(d.name(nil)), err)
		}
	}
	return seen>>customFieldsMember&1 == 1, d.finish(c)
}

// readName reads the name of a member and returns its index in contactMembers,
// most likely next; -1 if this version does not know it.
func (d *contactDecoder) readName(next int) int {
	d.scan.Kind()
	from := d.scan.At()
	name := d.scan.Name()
	d.member = span{from, from + len(name)}
	if next < len(contactMembers) && d.scan.Is(name, contactMembers[next].name) {
		return next
	}
	for i := range contactMembers {
		if d.scan.Is(name, contactMembers[i].name) {
			return i
		}
	}
	return -1
}

// name appends the name of the member that is being read.
func (d *contactDecoder) name(dst []byte) []byte {
	return jsonscan.AppendString(dst, d.slice(d.member))
}

// readMember reads a member that a contact has.
func (d *contactDecoder) readMember(i int, c *Contact) error {
	if contactMembers[i].text != nil {
		return d.readText(i)
	}
	return contactMembers[i].read(d, c)
}

// contactMembers are the members of a contact in the order in which the API
// sends them: those with text, and how the others are read.
var contactMembers = [...]struct {
	name string
	text func(*Contact) *string
	read func(*contactDecoder, *Contact) error
}{
	{"uuid", nil, func(d *contactDecoder, c *Contact) error { return readID(d, &c.ID) }},
	{"workspace_uuid", nil, func(d *contactDecoder, c *Contact) error { return readID(d, &c.WorkspaceID) }},
	{"first_name", func(c *Contact) *string { return &c.FirstName }, nil},
	{"last_name", func(c *Contact) *string { return &c.LastName }, nil},
	{"external_contact_id", func(c *Contact) *string { return &c.ExternalContactID }, nil},
	{"email", func(c *Contact) *string { return &c.Email }, nil},
	{"phone_number", func(c *Contact) *string { return &c.PhoneNumber }, nil},
	{"whatsapp_id", func(c *Contact) *string { return &c.WhatsAppID }, nil},
	{"fb_messenger_id", func(c *Contact) *string { return &c.FBMessengerID }, nil},
	{"archived", nil, func(d *contactDecoder, c *Contact) error { return d.readBool(&c.Archived) }},
	{"created_at", nil, func(d *contactDecoder, c *Contact) error { return d.readTime(&c.CreatedAt) }},
	{"updated_at", nil, func(d *contactDecoder, c *Contact) error { return d.readTime(&c.UpdatedAt) }},
	{"last_engaged_at", nil, func(d *contactDecoder, c *Contact) error { return d.readTime(&c.LastEngagedAt) }},
	{"custom_fields", nil, func(d *contactDecoder, _ *Contact) error { return d.readCustomValues() }},
}

const customFieldsMember = len(contactMembers) - 1

// finish gives the contact its text.
func (d *contactDecoder) finish(c *Contact) error {
	text := string(d.text)
	for _, t := range d.texts {
		*contactMembers[t.member].text(c) = t.textIn(text)
	}
	c.CustomFields.raw = d.custom.textIn(text)
	if len(d.extra) == 0 {
		return nil
	}
	c.Extra = make(map[string]Value, len(d.extra))
	for _, e := range d.extra {
		name := e.name.textIn(text)
		if c.Extra[name].Exists() {
			return rest.ErrorAt(name, errDuplicateMember)
		}
		c.Extra[name] = Value{e.value.textIn(text)}
	}
	return nil
}

func (d *contactDecoder) readText(member int) error {
	value := d.scan.Value()
	switch jsonscan.First(value) {
	case '"':
		from := len(d.text)
		d.text = d.scan.AppendString(d.text, value)
		d.texts = append(d.texts, textSpan{span{from, len(d.text)}, member})
		return nil
	case 'n':
		return nil
	}
	return rest.Misfit[string](value)
}

func (d *contactDecoder) readBool(field *bool) error {
	value := d.scan.Value()
	if kind := jsonscan.First(value); kind != 't' && kind != 'f' && kind != 'n' {
		return rest.Misfit[bool](value)
	}
	*field = jsonscan.First(value) == 't'
	return nil
}

// readTime reads a time. In another form it is kept as an unknown member is.
func (d *contactDecoder) readTime(field *time.Time) error {
	value := d.scan.Value()
	if jsonscan.First(value) == 'n' || string(value) == `""` {
		return nil
	}
	t, ok := time.Time{}, false
	if jsonscan.First(value) == '"' {
		t, ok = jsonscan.Time(value)
	}
	switch {
	case ok:
		*field = t
		return nil
	case jsonscan.IsOddTime(value):
		return d.keepUnknown(value)
	}
	return rest.Misfit[time.Time](value)
}

func readID[T any](d *contactDecoder, id *ID[T]) error {
	value := d.scan.Value()
	switch {
	case jsonscan.First(value) == 'n':
		return nil
	case jsonscan.UUID(value, (*[16]byte)(&id.UUID)):
		return nil
	case jsonscan.First(value) == '"' && id.UnmarshalText(jsonscan.AppendString(nil, value)) == nil:
		return nil
	}
	return rest.Misfit[ID[T]](value)
}

// keepUnknown keeps a value under the name of its member.
func (d *contactDecoder) keepUnknown(value []byte) error {
	if d.unknown++; d.unknown > maxUnknown {
		return errUnknown
	}
	if err := checkNested(value); err != nil {
		return err
	}
	from := len(d.text)
	d.text = d.name(d.text)
	name := span{from, len(d.text)}
	d.extra = append(d.extra, extraSpan{name, d.keepJSON(value)})
	return nil
}

// keepJSON keeps a value as it stands.
func (d *contactDecoder) keepJSON(value []byte) span {
	from := len(d.text)
	if bytes.Contains(value, []byte(`\u`)) {
		d.text = append(d.text, jsonscan.Repaired(value)...)
	} else {
		d.text = append(d.text, value...)
	}
	return span{from, len(d.text)}
}

// checkNested refuses objects in a value in which a name comes twice.
func checkNested(value []byte) error {
	if kind := jsonscan.First(value); kind != '{' && kind != '[' || bytes.IndexByte(value, '{') < 0 {
		return nil
	}
	if len(value) > maxNested {
		return rest.ShapeError("too large an object")
	}
	if !jsontext.Value(value).IsValid(jsontext.AllowInvalidUTF8(true)) {
		return errDuplicateMember
	}
	return nil
}

const (
	errDuplicateMember = rest.ShapeError("a member comes twice")
	errUnknown         = rest.ShapeError("too many members that are not documented")
)
