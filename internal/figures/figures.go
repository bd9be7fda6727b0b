// Package figures is what the commands share that measure something and write it into a document.
package figures

import (
	"bytes"
	"fmt"
	"os"
	"slices"
	"strings"
)

// Processor is the name of the processor, as far as Linux tells.
func Processor() string {
	data, _ := os.ReadFile("/proc/cpuinfo") // elsewhere there is none
	for line := range strings.Lines(string(data)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}

// Load is the load of the last minute.
func Load() string {
	data, _ := os.ReadFile("/proc/loadavg") // elsewhere there is none
	if value, _, ok := strings.Cut(string(data), " "); ok {
		return value
	}
	return "unknown"
}

// Replace replaces what is between two marks of a page.
func Replace(page, begin, end string, text []byte) error {
	data, err := os.ReadFile(page) //nolint:gosec // the caller names it
	if err != nil {
		return err
	}
	before, rest, found := bytes.Cut(data, []byte(begin))
	_, after, ended := bytes.Cut(rest, []byte(end))
	if !found || !ended {
		return fmt.Errorf("%s has no place between %q and %q", page, begin, end)
	}
	data = slices.Concat(before, []byte(begin), text, []byte(end), after)
	return os.WriteFile(page, data, 0o600) //nolint:gosec // the caller names it
}
