package fakehttp

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"strconv"
	"time"
)

// RoundTrip answers the request in the caller's goroutine, without a socket.
func (s *Server) RoundTrip(req *http.Request) (*http.Response, error) {
	if req.Body != nil {
		defer req.Body.Close()
	}
	if req.Context().Err() != nil {
		return nil, context.Cause(req.Context())
	}
	out, err := s.exchange(inbound(req))
	if err != nil {
		return nil, err
	}
	return out.response(req), nil
}

// inbound returns the request as a server gets it.
func inbound(req *http.Request) *http.Request {
	in := req.Clone(req.Context())
	in.Proto, in.ProtoMajor, in.ProtoMinor = "HTTP/1.1", 1, 1
	in.RequestURI = req.URL.RequestURI()
	in.RemoteAddr = "192.0.2.1:1234"
	if in.Method == "" {
		in.Method = http.MethodGet
	}
	if in.Host == "" {
		in.Host = req.URL.Host
	}
	if in.Header == nil {
		in.Header = http.Header{}
	}
	if in.Body == nil {
		in.Body = http.NoBody
	}
	return in
}

// response returns the reply as a client gets it.
func (p *reply) response(req *http.Request) *http.Response {
	resp := &http.Response{
		Status:     strconv.Itoa(p.status) + " " + http.StatusText(p.status),
		StatusCode: p.status,
		Proto:      "HTTP/1.1",
		ProtoMajor: 1,
		ProtoMinor: 1,
		Header:     p.header,
		Body:       http.NoBody,
		Request:    req,
	}
	if resp.Header.Get("Date") == "" { // as package net/http does where the fake serves sockets
		resp.Header.Set("Date", time.Now().UTC().Format(http.TimeFormat))
	}
	if length := p.contentLength(); length != "" {
		resp.Header.Set("Content-Length", length)
		resp.ContentLength = int64(len(p.body))
		resp.Body = NewBody(req.Context(), p.reader())
	}
	return resp
}

func (p *reply) reader() io.Reader {
	sent := bytes.NewReader(p.sent())
	if !p.torn {
		return sent
	}
	return io.MultiReader(sent, broken{})
}

// broken is the end of a connection that should have gone on.
type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
