//go:build !linux

package lockedfile

// SyncData syncs what was written over bytes that the file had already.
func (f *File) SyncData() error { return f.Sync() }
