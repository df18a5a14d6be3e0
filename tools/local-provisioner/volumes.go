package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"syscall"
)

// The names the provisioner library gives: "pvc-" and the claim's UID. Nothing else is made or removed.
var volumeName = regexp.MustCompile(`^pvc-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// volumeMode lets a non-root pod without fsGroup write; the root above it is closed to everybody but root.
const volumeMode = 0o777

// Volumes are the folders below one root. Every operation goes through os.Root, so no name and no symbolic link leaves it.
type Volumes struct {
	path string
	root *os.Root
}

// OpenVolumes opens the folder that holds the volumes.
func OpenVolumes(path string) (*Volumes, error) {
	if !filepath.IsAbs(path) || filepath.Clean(path) != path || path == "/" {
		return nil, fmt.Errorf("--root %q: an absolute, clean path other than / is needed", path)
	}
	root, err := os.OpenRoot(path)
	if err != nil {
		return nil, fmt.Errorf("--root: %w; create the folder with mode 0700", err)
	}
	return &Volumes{path: path, root: root}, nil
}

// Create makes the folder of a volume and returns its path. A folder that is already there is used, so that a repeated
// request succeeds. It fails when the file system has fewer than `bytes` bytes free.
func (v *Volumes) Create(name string, bytes int64) (string, error) {
	if !volumeName.MatchString(name) {
		return "", fmt.Errorf("volume name %q is not pvc-<uid>", name)
	}
	free, err := v.free()
	if err != nil {
		return "", err
	}
	if bytes > free {
		return "", fmt.Errorf("%s has %d bytes free, the claim asks for %d: free some space or ask for less", v.path, free, bytes)
	}
	if err := v.root.Mkdir(name, volumeMode); err != nil && !errors.Is(err, os.ErrExist) {
		return "", err
	}
	// The process's umask took bits off the mode.
	if err := v.root.Chmod(name, volumeMode); err != nil {
		return "", err
	}
	return filepath.Join(v.path, name), nil
}

// Remove deletes the folder of a volume. `path` is what the PersistentVolume says: it must be the folder of `name` below
// the root. A folder that is already gone is fine.
func (v *Volumes) Remove(name, path string) error {
	if !volumeName.MatchString(name) {
		return fmt.Errorf("volume name %q is not pvc-<uid>: not removed", name)
	}
	if want := filepath.Join(v.path, name); path != want {
		return fmt.Errorf("volume %s is at %q, not at %q: not removed", name, path, want)
	}
	return v.root.RemoveAll(name)
}

func (v *Volumes) free() (int64, error) {
	var stat syscall.Statfs_t
	if err := syscall.Statfs(v.path, &stat); err != nil {
		return 0, fmt.Errorf("free space of %s: %w", v.path, err)
	}
	return int64(stat.Bavail) * stat.Bsize, nil
}
