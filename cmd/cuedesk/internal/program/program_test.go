package program

import (
	"errors"
	"fmt"
	"testing"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/importer"
)

func TestCode(t *testing.T) {
	t.Parallel()
	inner := errors.New("no")
	for err, want := range map[error]int{
		nil: AllIn, inner: NothingSent, UsageError("%w", inner): Usage,
		fmt.Errorf("while it ran: %w", WithCode(Interrupted, inner)): Interrupted,
		errors.Join(WithCode(SomeFailed, inner), inner):              SomeFailed,
	} {
		if got := Code(err); got != want {
			t.Errorf("%v: %d, not %d", err, got, want)
		}
		if err != nil && !errors.Is(err, inner) {
			t.Errorf("%v loses its cause", err)
		}
	}
}

func TestShellCommand(t *testing.T) {
	t.Parallel()
	for _, test := range []struct {
		words []string
		want  string
	}{
		{[]string{"cuedesk", "import", "a.csv", "--list=x"}, "cuedesk import a.csv --list=x"},
		{[]string{"it's", "", "a b", "$x", "ü", "a;b", "~"}, `'it'\''s' '' 'a b' '$x' 'ü' 'a;b' '~'`},
	} {
		if got := ShellCommand(test.words...); got != test.want {
			t.Errorf("%s, not %s", got, test.want)
		}
	}
}

func TestWhy(t *testing.T) {
	t.Parallel()
	for want, result := range map[string]importer.Result{
		"not sent": {Reason: importer.ReasonNotSent},
		"refused by the API; email is no address; x": {
			Reason: importer.ReasonRefused, Fields: []cuedesk.FieldError{{Field: "email", Msg: "is no address"}, {Field: "x"}},
		},
	} {
		if got := Why(result); got != want {
			t.Errorf("%q, not %q", got, want)
		}
	}
}
