package cassette

import (
	"bytes"
	"os"
	"strings"
	"testing"
)

// TestRecording: yes records, no and nothing replay, and any other value fails the test.
func TestRecording(t *testing.T) { //nolint:paralleltest // sets the environment
	const replayed, recorded = "replayed from", "recorded into"
	for value, want := range map[string]string{
		"": replayed, "0": replayed, "false": replayed, "1": recorded, "true": recorded, "no": "", "yes": "", " ": "",
	} {
		t.Setenv(RecordEnv, value)
		name := newCassetteFile(t, ask(t, "GET", "/a", ""))
		before, err := os.ReadFile(name + ".yaml")
		if err != nil {
			t.Fatal(err)
		}
		v := runTest(t, func(t2 testing.TB) {
			answer(t2, Transport(t2, name, WithLive(api(`{}`))), ask(t, "GET", "/a", ""))
		})
		after, err := os.ReadFile(name + ".yaml")
		if err != nil || bytes.Equal(before, after) != (want != recorded) {
			t.Errorf("%q: the cassette is now %q, %v", value, after, err)
		}
		if Recording() != (want == recorded) {
			t.Errorf("%q: Recording returns %t", value, Recording())
		}
		if want != "" {
			v.passed(t)
		} else {
			v.failedOnce(t)
			v.failedWith(t, "cassette: CUEDESK_RECORD is \""+value+"\": set it to 1 to record, or not at all to replay")
		}
		if logs := strings.Join(v.logs, "\n"); !strings.Contains(logs, want) {
			t.Errorf("%q: logged %q, want %q", value, logs, want)
		}
	}
}
