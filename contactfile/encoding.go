package contactfile

import (
	"bufio"
	"errors"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/ianaindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"
)

const markUTF8 = "\xef\xbb\xbf"

// marks are the byte order marks and the encodings that they stand for.
var marks = []struct{ bytes, name string }{
	{markUTF8, "utf-8"},
	{"\xff\xfe", "utf-16le"},
	{"\xfe\xff", "utf-16be"},
}

// openText decodes the input to UTF-8 as the options or a byte order mark say.
func (f *File) openText(in *bufio.Reader) (*lineReader, error) {
	name, err := f.encodingOf(in)
	if err != nil {
		return nil, err
	}
	lines := &lineReader{in: in, limit: f.opts.MaxRow}
	if name == "utf-8" {
		return lines, nil
	}
	enc, err := encodingNamed(name)
	if err != nil {
		return nil, err
	}
	lines.decoded = name
	lines.in = bufio.NewReaderSize(transform.NewReader(in, enc.NewDecoder()), bufferSize)
	return lines, nil
}

// encodingOf consumes a byte order mark and returns the encoding of what
// follows.
func (f *File) encodingOf(in *bufio.Reader) (string, error) {
	chosen := f.opts.Encoding
	if enc, err := htmlindex.Get(chosen); err == nil && enc != encoding.Replacement {
		chosen, _ = htmlindex.Name(enc)
	}
	for _, mark := range marks {
		if !startsWith(in, mark.bytes) {
			continue
		}
		if chosen != "" && chosen != mark.name {
			return "", &Error{
				Problem: "the file has the byte order mark of " + mark.name + ", and another encoding was asked for",
				Fix:     "leave the encoding to the mark", Err: ErrEncoding,
			}
		}
		_, _ = in.Discard(len(mark.bytes))
		return mark.name, nil
	}
	if chosen == "" {
		return "utf-8", nil
	}
	return chosen, nil
}

// encodingNamed finds an encoding by its name on the web or at IANA.
func encodingNamed(name string) (encoding.Encoding, error) {
	switch name {
	case "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), nil
	case "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM), nil
	}
	enc, err := htmlindex.Get(name)
	if err != nil {
		enc, err = ianaindex.IANA.Encoding(name)
	}
	if err == nil && enc == nil {
		err = errors.New("it is not supported")
	}
	if err != nil || enc == encoding.Replacement {
		bad := optionError("Encoding", "there is no encoding %s: one is windows-1252 or IBM850", printable(name))
		bad.Err = errors.Join(ErrOptions, err)
		return nil, bad
	}
	return enc, nil
}
