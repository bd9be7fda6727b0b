package cuedeskotel

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"go.opentelemetry.io/otel/attribute"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"github.com/cuedesk/cuedesk-go"
)

// Attributes of our own.
const (
	keyAPI            = attribute.Key("cuedesk.api")
	keyClass          = attribute.Key("cuedesk.class")
	keyAttempts       = attribute.Key("cuedesk.attempts")
	keyOutcomeUnknown = attribute.Key("cuedesk.outcome_unknown")
	keyOperation      = attribute.Key("cuedesk.operation")
	keyRowState       = attribute.Key("cuedesk.import.row.state")
	keyItems          = attribute.Key("cuedesk.items")
)

// maxRequestID bounds what a server can put into a span.
const maxRequestID = 128

// route returns the method and the template of an operation.
func route(operation string) (method, template string) {
	method, template, _ = strings.Cut(operation, " ")
	return method, template
}

// targetAttributes say where the requests of a call go.
func targetAttributes(call cuedesk.Call) []attribute.KeyValue {
	method, template := route(call.Operation)
	known := []attribute.KeyValue{semconv.HTTPRequestMethodKey.String(method), semconv.URLTemplate(template)}
	base, err := url.Parse(call.BaseURL)
	if err != nil {
		return known
	}
	return append(known, semconv.ServerAddress(base.Hostname()), semconv.ServerPort(port(base)))
}

func port(base *url.URL) int {
	if n, err := strconv.Atoi(base.Port()); err == nil {
		return n
	}
	if base.Scheme == "http" {
		return 80
	}
	return 443
}

// fullURL is the URL of a call's requests with the names of its path values.
func fullURL(call cuedesk.Call) attribute.KeyValue {
	_, template := route(call.Operation)
	return semconv.URLFull(strings.TrimSuffix(call.BaseURL, "/") + template)
}

// outcomeAttributes say how an attempt ended.
func outcomeAttributes(a cuedesk.Attempt) []attribute.KeyValue {
	var known []attribute.KeyValue
	if a.StatusCode != 0 {
		known = append(known, semconv.HTTPResponseStatusCode(a.StatusCode))
	}
	if kind := a.ErrorType(); kind != "" {
		known = append(known, semconv.ErrorTypeKey.String(kind))
	}
	return known
}

// requestID returns the ID that the server gave the request, as far as it looks like one.
func requestID(id string) string {
	for i, r := range id {
		if i >= maxRequestID || r >= unicode.MaxASCII || !unicode.IsGraphic(r) {
			return id[:i]
		}
	}
	return id
}
