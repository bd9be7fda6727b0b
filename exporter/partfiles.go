package exporter

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strconv"
)

// partEnds are what the names of a part's files end in.
var partEnds = []string{"", ".part", ".checkpoint", ".checkpoint.new"}

// partName returns the name of a part's file.
func (t *target) partName(i int) string { return t.path("part" + strconv.Itoa(i+1)) }

// refusePart refuses files that have the names of a part's and of which nothing tells that they are.
func (t *target) refusePart(i int) error {
	for _, end := range partEnds {
		name := t.partName(i) + end
		if _, err := os.Lstat(name); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("%s is there, and no checkpoint names it: %w", name, errors.Join(err, ErrOtherExport))
		}
	}
	return nil
}

// removeParts removes the files of n parts, and what an export of one has beside it.
func (t *target) removeParts(n int) error {
	var errs []error
	for i := range n {
		for _, end := range partEnds {
			errs = append(errs, removeFile(t.partName(i)+end))
		}
	}
	return errors.Join(errs...)
}

// dropParts removes the files of the parts that a checkpoint names, of which nothing is kept.
func (t *target) dropParts(checkpoint []byte) error {
	was, err := readChecked(checkpoint)
	switch {
	case err != nil: // it may have named as many
		return t.dropSealed(maxParts)
	case was.Parts == nil:
		return nil
	}
	return t.removeParts(min(len(was.Parts.Parts), maxParts))
}

// dropSealed removes the files of n parts if each has a checkpoint of its own: others may be the user's.
func (t *target) dropSealed(n int) error {
	for i := range n {
		if err := t.refusePart(i); err != nil && !t.sealed(i) {
			return err
		}
	}
	return t.removeParts(n)
}

// sealed reports whether a part has a checkpoint of its own, which is whole.
func (t *target) sealed(i int) bool {
	data, err := os.ReadFile(t.partName(i) + ".checkpoint")
	if err == nil {
		_, err = readChecked(data)
	}
	return err == nil
}

func appendFile(to io.Writer, name string) (int64, error) {
	from, err := os.Open(name) //nolint:gosec // a file beside the one that the caller has named
	if err != nil {
		return 0, err
	}
	defer func() { _ = from.Close() }()
	return io.Copy(to, from)
}
