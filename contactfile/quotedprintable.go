package contactfile

import (
	"io"
	"mime/quotedprintable"
	"strings"
	"unicode/utf8"
)

const notDecoded = "quoted-printable text that cannot be decoded"

// decodeQuoted decodes a value of quoted-printable, with ends of lines escaped.
// One that names no charset, and is not UTF-8, has the encoding of the file.
func (p *cardLines) decodeQuoted(value string, parameters []string) (string, bool) {
	var raw strings.Builder
	_, err := io.Copy(&raw, quotedprintable.NewReader(strings.NewReader(value)))
	charset := findCharset(parameters)
	text, ok := decodeCharset(raw.String(), charset)
	if !ok && charset == "" && !strings.HasPrefix(p.encoding, "utf-16") {
		text, ok = decodeCharset(raw.String(), p.encoding)
	}
	switch {
	case err != nil:
		p.fail(notDecoded)
	case ok:
		return strings.NewReplacer("\r\n", `\n`, "\n", `\n`, "\r", `\n`).Replace(text), true
	case charset != "":
		p.fail(notDecoded + ": it is not of its charset, " + printable(charset) + ", or that is not known")
	case p.err == nil:
		p.err = &Error{
			Line: p.first, Problem: notDecoded + ": it is not UTF-8, and names no charset",
			Fix: "name the encoding of the file", Option: "Encoding", Example: "windows-1252", Err: ErrRow,
		}
	}
	return "", false
}

// findCharset returns the charset that the parameters of a property name.
func findCharset(parameters []string) string {
	for _, word := range parameters {
		if name, value, ok := strings.Cut(word, "="); ok && strings.EqualFold(strings.TrimSpace(name), "CHARSET") {
			return strings.ToLower(strings.Trim(value, `" `))
		}
	}
	return ""
}

// decodeCharset decodes text of a charset, of UTF-8 if there is none, and
// reports whether it was that.
func decodeCharset(text, charset string) (string, bool) {
	if charset != "" && charset != "utf-8" && charset != "us-ascii" {
		enc, err := encodingNamed(charset)
		if err != nil {
			return "", false
		}
		if text, err = enc.NewDecoder().String(text); err != nil {
			return "", false
		}
	}
	return text, utf8.ValidString(text) && !strings.ContainsRune(text, utf8.RuneError)
}
