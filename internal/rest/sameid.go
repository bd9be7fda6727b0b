package rest

import "github.com/google/uuid"

// SameID reports whether two IDs of an API that does not say what they look like
// name the same resource: they are equal, or the same UUID in two spellings.
func SameID(a, b string) bool {
	if a == b {
		return true
	}
	one, err := uuid.Parse(a)
	other, otherErr := uuid.Parse(b)
	return err == nil && otherErr == nil && one == other
}
