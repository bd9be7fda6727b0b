package program

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// RefuseOutput refuses a path that cannot be given to a file: what is written gets its name when it is complete, and
// would take the place of a device, a pipe or a folder.
func RefuseOutput(path string) error {
	info, err := os.Stat(path)
	switch {
	case path == "":
		return errors.New("the name of a file is empty")
	case path == "-":
		return errors.New("- is standard output, and this needs a file")
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case info.IsDir():
		return fmt.Errorf("%s is a directory", path)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is no regular file, and would be replaced", path)
	}
	return nil
}
