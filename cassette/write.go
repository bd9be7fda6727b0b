package cassette

import (
	"bytes"
	"io"
	"net/http"

	vcr "gopkg.in/dnaeon/go-vcr.v3/cassette"
)

// Exchange is a request and the response to it, as [http.ReadRequest] and
// [http.ReadResponse] return them.
type Exchange struct {
	Request  *http.Request
	Response *http.Response
}

// Write writes a cassette of exchanges that were made by hand, in place of a file that
// exists. Headers and personal data are treated as in a recording. The name is the path
// of the file without ".yaml".
func Write(name string, exchanges ...Exchange) error {
	tape := vcr.New(name)
	s := newScrubber(options{})
	for _, e := range exchanges {
		i, err := e.interaction()
		if err != nil {
			return err
		}
		tape.AddInteraction(i)
		if err := s.clean(i); err != nil {
			return err
		}
		if err := s.verify(i); err != nil {
			return err
		}
	}
	return tape.Save()
}

func (e Exchange) interaction() (*vcr.Interaction, error) {
	in, out := e.Request, e.Response
	target := *in.URL
	target.Scheme, target.Host = "https", in.Host
	sent, err := drain(in.Body)
	if err != nil {
		return nil, err
	}
	received, err := drain(out.Body)
	if err != nil {
		return nil, err
	}
	return &vcr.Interaction{
		Request: vcr.Request{
			Proto: in.Proto, ProtoMajor: in.ProtoMajor, ProtoMinor: in.ProtoMinor, Host: in.Host,
			Method: in.Method, URL: target.String(), Headers: in.Header, Body: sent,
		},
		Response: vcr.Response{
			Proto: out.Proto, ProtoMajor: out.ProtoMajor, ProtoMinor: out.ProtoMinor,
			Status: out.Status, Code: out.StatusCode, Headers: out.Header, Body: received,
		},
	}, nil
}

func drain(body io.ReadCloser) (string, error) {
	if body == nil {
		return "", nil
	}
	defer body.Close()
	var data bytes.Buffer
	_, err := data.ReadFrom(body)
	return data.String(), err
}
