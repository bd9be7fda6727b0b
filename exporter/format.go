package exporter

import (
	"fmt"
	"os"

	"github.com/cuedesk/cuedesk-go"
	"github.com/cuedesk/cuedesk-go/internal/exportname"
)

// formatFor returns the format of a file for which the options name none: that of what an
// earlier call has left of it, which may have chosen otherwise, or else what the name says.
func formatFor(name string, restart bool) (Format, error) {
	t := &target{name: name}
	if err := t.refuseForeign(); err != nil {
		return "", err
	}
	if data, err := os.ReadFile(t.path("checkpoint")); err == nil && !restart {
		was, err := readChecked(data)
		if err == nil && (was.Size > 0 || was.Parts != nil || was.Complete) {
			return was.Format, nil
		}
	}
	format, err := exportname.Format(name)
	if err != nil {
		return "", fmt.Errorf("exporter: %w: %w: name it .csv or .ndjson, or set Format", cuedesk.ErrInvalid, err)
	}
	return Format(format), nil
}
