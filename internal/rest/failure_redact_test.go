package rest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
)

func TestCore_Format(t *testing.T) {
	t.Parallel()
	core := newCore(t, transport(reply(200, good)), func(cfg *Config) {
		cfg.Header = fixed(http.Header{"X-Secret": {secretArg}})
	})
	failure := Failure{Operation: "GET /x", StatusCode: 500, Body: phone, Header: http.Header{"A": {secretArg}}}
	for name, value := range map[string]any{
		"Credentials": core.cfg.Credentials,
		"Config":      *core.cfg,
		"*Config":     core.cfg,
		"*Core":       core,
		"client":      struct{ core *Core }{core},
		"*client":     &struct{ core *Core }{core},
		"Failure":     failure,
		"*Failure":    &failure,
		"Operation":   operation(ClassRead),
		"*Operation":  new(operation(ClassCreate)),
		"nested":      struct{ A, B any }{core, []any{&failure, operation(ClassRead)}},
		"map":         map[string]any{"a": *core.cfg, "b": core.cfg.Credentials},
	} {
		for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
			text := fmt.Sprintf(verb, value)
			for _, hidden := range []string{
				phone, fmt.Sprintf("%x", phone), fmt.Sprintf("%x", testToken),
				fmt.Sprintf("%d", []byte(phone)),
			} {
				if strings.Contains(text, hidden) {
					t.Errorf("%s of %s: %s", verb, name, text)
				}
			}
			checkSecrets(t, text)
		}
	}
}

func TestCredentials_LogValue(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	c := StaticToken(testToken)
	slog.New(slog.NewTextHandler(&out, nil)).Info("x", "c", c)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("x", "c", c)
	text, err := json.Marshal(map[string]any{"c": c})
	checkSecrets(t, out.String()+string(text))
	if err != nil || strings.Count(out.String(), redacted) != 2 || !bytes.Contains(text, []byte(redacted)) {
		t.Errorf("%s %s %v", out.String(), text, err)
	}
}

func TestFailure_operation(t *testing.T) {
	t.Parallel()
	got := fmt.Sprint(Failure{Operation: "GET /x", StatusCode: 500}, Read("GET /y", 1))
	if got != "GET /x: 500 GET /y" {
		t.Error(got)
	}
}
