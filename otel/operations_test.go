package cuedeskotel_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/cuedesktest"
	"github.com/cuedesk/cuedesk-go/nexadesk"
	"github.com/cuedesk/cuedesk-go/nexadesk/nexadesktest"
	"github.com/cuedesk/cuedesk-go/orgcrm"
	"github.com/cuedesk/cuedesk-go/orgcrm/orgcrmtest"
	cuedeskotel "github.com/cuedesk/cuedesk-go/otel"
)

const marker = "marker7f3a@example.com"

// operations are those that the three APIs document.
var operations = slices.Concat(cuedesktest.Operations(), nexadesktest.Operations(), orgcrmtest.Operations())

// markerServer answers with markers, and notes the operations and what else must not be told.
type markerServer struct {
	answers func(request int) (status int, body string)
	seen    map[string]int
	values  map[string]bool
}

func (s *markerServer) RoundTrip(r *http.Request) (*http.Response, error) {
	call, _ := cuedesk.CallFrom(r.Context())
	key := call.API + " " + call.Operation
	s.seen[key]++
	for part := range strings.SplitSeq(r.URL.Path, "/") {
		if len(part) > 30 {
			s.values[part] = true
		}
	}
	status, body := s.answers(s.seen[key])
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Request: r,
		Header: http.Header{"Content-Type": {"application/json"}, "X-Request-Id": {"req-1"}, "X-Marker": {marker}},
		Body:   io.NopCloser(strings.NewReader(body)),
	}, nil
}

// callThreeClients calls each method of the three clients.
func callThreeClients(t *testing.T, opts ...cuedesk.Option) {
	t.Helper()
	ours, err := cuedesk.NewClient(marker, opts...)
	if err != nil {
		t.Fatal(err)
	}
	nexa, err := nexadesk.NewClient(marker, opts...)
	if err != nil {
		t.Fatal(err)
	}
	crm, err := orgcrm.NewClient("https://crm.example.com", "marker7f3a", marker, opts...)
	if err != nil {
		t.Fatal(err)
	}
	for _, client := range []any{ours, nexa, crm} {
		callAll(t.Context(), client, filler{marker})
	}
}

// TestWithTelemetry_operations: every operation of the three clients has its spans, and no span, metric or log has a
// value of a request or a response, whatever is answered.
func TestWithTelemetry_operations(t *testing.T) {
	t.Parallel()
	refusal := fmt.Sprintf(`{"error":{"message":%q,"details":{"errors":[{"type":%[1]q,"in":%[1]q,"field":%[1]q,"msg":%[1]q}]}},
		"message":%[1]q,"success":false}`, marker)
	answers := map[string]func(request int) (int, string){
		"refused":    func(int) (int, string) { return 422, refusal },
		"unreadable": func(int) (int, string) { return 200, fmt.Sprintf(`{"uuid":%q,"data":[%[1]q],"id":%[1]q}`, marker) },
		"outage": func(request int) (int, string) {
			if request%2 == 1 {
				return 503, "<html>" + marker
			}
			return 404, refusal
		},
	}
	for name, answer := range answers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				lab, logged := newLab(t), new(bytes.Buffer)
				server := &markerServer{answers: answer, seen: map[string]int{}, values: map[string]bool{}}
				callThreeClients(t, cuedesk.WithHTTPClient(&http.Client{Transport: server}),
					cuedeskotel.WithTelemetry(lab.Telemetry),
					cuedesk.WithLogger(slog.New(slog.NewTextHandler(logged, &slog.HandlerOptions{Level: slog.LevelDebug}))))
				checkNoMarkers(t, lab, server, logged.String())
				if len(server.seen) != len(operations) {
					t.Errorf("%d operations were called, not %d", len(server.seen), len(operations))
				}
				for key := range server.seen {
					_, operation, _ := strings.Cut(key, " ")
					if len(lab.named(operation)) == 0 {
						t.Errorf("%s has no span", operation)
					}
				}
			})
		})
	}
}

// checkNoMarkers searches all telemetry for the values.
func checkNoMarkers(t *testing.T, lab *lab, server *markerServer, logged string) {
	t.Helper()
	spans, err := json.Marshal(lab.spans.GetSpans())
	if err != nil {
		t.Fatal(err)
	}
	metrics, err := json.Marshal(lab.metrics(t))
	if err != nil {
		t.Fatal(err)
	}
	for _, part := range []string{string(spans), string(metrics), logged} {
		if !strings.Contains(part, "/v1/contacts/{contact_uuid}") {
			t.Errorf("there are no operations to search in %.200s", part)
		}
	}
	told := string(spans) + string(metrics) + logged
	server.values["marker7f3a"] = true
	for value := range server.values {
		if at := strings.Index(told, value); at >= 0 {
			t.Errorf("%s is told: …%s", value, told[max(0, at-200):at+len(value)])
		}
	}
}
