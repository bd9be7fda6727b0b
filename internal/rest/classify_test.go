package rest

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// TestClassify is the table of what an answer proves. Repetition, waits and
// errors are derived from it.
func TestClassify(t *testing.T) {
	t.Parallel()
	const no, maybe, yes = appliedNo, appliedMaybe, appliedYes
	const api, way, none = fromAPI, fromIntermediary, fromNone
	for name, test := range map[string]struct {
		answer answer
		want   verdict
	}{
		"no connection":        {answer{}, verdict{none, no, false, true, false}},
		"bad certificate":      {answer{badPeer: true}, verdict{none, no, false, false, false}},
		"broken after sending": {answer{reachedServer: true}, verdict{none, maybe, true, true, false}},
		"success":              {answer{status: 200, good: true}, verdict{api, yes, false, false, false}},
		"nothing":              {answer{status: 204, good: true}, verdict{api, yes, false, false, false}},
		"switching protocols":  {answer{status: 101}, verdict{way, maybe, false, false, false}},
		"200 torn":             {answer{status: 200, torn: true}, verdict{api, maybe, true, true, false}},
		"202, not done":        {answer{status: 202, accepted: true}, verdict{api, maybe, true, false, false}},
		"200 of another shape": {answer{status: 200}, verdict{api, maybe, false, false, false}},
		"200 that refuses": {
			answer{status: 200, rejectedInBody: true, errorFormat: true}, verdict{api, no, false, false, false},
		},
		"200 page":                   {answer{status: 200, page: true}, verdict{way, maybe, true, true, false}},
		"302":                        {answer{status: 302}, verdict{way, maybe, false, false, false}},
		"307":                        {answer{status: 307}, verdict{way, no, false, false, false}},
		"404 of the API":             {answer{status: 404, errorFormat: true}, verdict{api, no, false, false, false}},
		"404 of a balancer":          {answer{status: 404}, verdict{way, maybe, true, true, false}},
		"401 of the API":             {answer{status: 401, errorFormat: true}, verdict{api, no, false, false, false}},
		"401 of a gateway":           {answer{status: 401}, verdict{way, no, false, true, false}},
		"403 of a firewall":          {answer{status: 403}, verdict{way, maybe, true, true, false}},
		"408 of the API":             {answer{status: 408, errorFormat: true}, verdict{api, maybe, true, true, false}},
		"413 of a proxy":             {answer{status: 413}, verdict{way, no, false, false, false}},
		"413 of the API":             {answer{status: 413, errorFormat: true}, verdict{api, no, false, false, false}},
		"422 of the API":             {answer{status: 422, errorFormat: true}, verdict{api, no, false, false, false}},
		"429 of the API":             {answer{status: 429, errorFormat: true}, verdict{api, no, false, true, true}},
		"429 of a CDN":               {answer{status: 429}, verdict{way, no, false, true, true}},
		"499 of a proxy":             {answer{status: 499}, verdict{way, maybe, true, true, false}},
		"500 of the API":             {answer{status: 500, errorFormat: true}, verdict{api, maybe, false, true, false}},
		"501 of the API":             {answer{status: 501, errorFormat: true}, verdict{api, maybe, false, false, false}},
		"501 of a proxy":             {answer{status: 501}, verdict{way, maybe, true, true, false}},
		"502":                        {answer{status: 502}, verdict{way, maybe, true, true, false}},
		"503 of the API":             {answer{status: 503, errorFormat: true}, verdict{api, maybe, false, true, true}},
		"503 of a proxy":             {answer{status: 503}, verdict{way, maybe, true, true, true}},
		"504 in the API's format":    {answer{status: 504, errorFormat: true}, verdict{api, maybe, true, true, false}},
		"520":                        {answer{status: 520}, verdict{way, maybe, true, true, false}},
		"521, the origin is down":    {answer{status: 521}, verdict{way, maybe, false, true, false}},
		"524, the origin is slow":    {answer{status: 524}, verdict{way, maybe, true, true, false}},
		"529 in the API's format":    {answer{status: 529, errorFormat: true}, verdict{api, maybe, false, true, true}},
		"530, the origin is unknown": {answer{status: 530}, verdict{way, maybe, false, true, false}},
	} {
		if got := classify(test.answer); got != test.want {
			t.Errorf("%s: %+v, want %+v", name, got, test.want)
		}
	}
}

// TestClassify_statuses lists, for each status there is, what it is in the API's
// own format. In any other, each is transient but those of a request that is too
// large.
func TestClassify_statuses(t *testing.T) {
	t.Parallel()
	transient := []int{
		408, 429, 500, 502, 503, 504, 509, 520, 521, 522, 523, 524, 525, 526, 527, 529, 530, 598, 599,
	}
	late := []int{408, 444, 460, 499, 502, 504, 520, 522, 524, 527, 598, 599}
	for status := 400; status < 600; status++ {
		own, other := classify(answer{status: status, errorFormat: true}), classify(answer{status: status})
		if own.transient != slices.Contains(transient, status) || own.later != slices.Contains(late, status) {
			t.Errorf("%d: %+v", status, own)
		}
		if other.transient == slices.Contains([]int{413, 414, 431}, status) || other.from != fromIntermediary {
			t.Errorf("%d of a proxy: %+v", status, other)
		}
		if again := own.repeatable(ClassCreate) || other.repeatable(ClassCreate); again != (status == 429) {
			t.Errorf("%d: a create is repeated: %v", status, again)
		}
	}
}

// TestIsOverload_documented: docs/reliability.md names the statuses after which the
// first wait is longer.
func TestIsOverload_documented(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../docs/reliability.md")
	if err != nil {
		t.Fatal(err)
	}
	var statuses []string
	for status := range 600 {
		if isOverload(status) {
			statuses = append(statuses, strconv.Itoa(status))
		}
	}
	last := len(statuses) - 1
	sentence := "It starts at 1 s after " + strings.Join(statuses[:last], ", ") + " and " + statuses[last] + ","
	if !strings.Contains(string(page), sentence) {
		t.Errorf("docs/reliability.md does not say: %s", sentence)
	}
}

func TestVerdict_repeatable(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		answer        answer
		create, other bool
	}{
		{answer{}, true, true},
		{answer{badPeer: true}, false, false},
		{answer{reachedServer: true}, false, true},
		{answer{status: 200, good: true}, false, false},
		{answer{status: 200, page: true}, false, true},
		{answer{status: 404, errorFormat: true}, false, false},
		{answer{status: 404}, false, true},
		{answer{status: 401}, false, true},
		{answer{status: 429}, true, true},
		{answer{status: 503, errorFormat: true}, false, true},
	} {
		for class, want := range map[Class]bool{
			ClassCreate: test.create, ClassMatched: test.other, ClassIdempotent: test.other, ClassRead: test.other,
		} {
			if got := classify(test.answer).repeatable(class); got != want {
				t.Errorf("%s, class %d: %v", fmt.Sprintf("%+v", test.answer), class, got)
			}
		}
	}
}
