package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const name = "pvc-0f8fad5b-d9cb-469f-a165-70867728950e"

func open(t *testing.T) *Volumes {
	t.Helper()
	volumes, err := OpenVolumes(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	return volumes
}

// A volume is a folder below the root that a pod of any user can write, and making it twice is making it once.
func TestCreateMakesAFolderAnyUserCanWrite(t *testing.T) {
	volumes := open(t)
	for range 2 {
		path, err := volumes.Create(name, 1)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(path)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Dir(path) != volumes.path || info.Mode().Perm() != volumeMode {
			t.Errorf("path %s mode %o", path, info.Mode().Perm())
		}
	}
}

// A claim larger than the free space is refused before anything is made.
func TestCreateRefusesMoreThanIsFree(t *testing.T) {
	volumes := open(t)
	if _, err := volumes.Create(name, math.MaxInt64); err == nil || !strings.Contains(err.Error(), "bytes free") {
		t.Errorf("error %v", err)
	}
	if entries, _ := os.ReadDir(volumes.path); len(entries) != 0 {
		t.Errorf("left behind: %v", entries)
	}
}

// Only names the library gives are accepted, whatever a PersistentVolume made by hand is called.
func TestNamesThatLeaveTheRootAreRefused(t *testing.T) {
	volumes := open(t)
	for _, bad := range []string{"", ".", "..", "../etc", name + "/..", "/etc", "other", "pvc-", strings.ToUpper(name), name + "\n"} {
		if _, err := volumes.Create(bad, 1); err == nil {
			t.Errorf("created %q", bad)
		}
		if err := volumes.Remove(bad, filepath.Join(volumes.path, bad)); err == nil {
			t.Errorf("removed %q", bad)
		}
	}
}

// A PersistentVolume edited to point elsewhere does not make the provisioner delete that place.
func TestRemoveRefusesAPathThatIsNotTheVolumes(t *testing.T) {
	volumes, elsewhere := open(t), t.TempDir()
	for _, path := range []string{elsewhere, "/", volumes.path, filepath.Join(volumes.path, name, ".."), ""} {
		if err := volumes.Remove(name, path); err == nil {
			t.Errorf("accepted path %q", path)
		}
	}
	if _, err := os.Stat(elsewhere); err != nil {
		t.Error(err)
	}
}

// A symbolic link in place of the volume, or inside it, is removed itself; what it points to stays.
func TestRemoveDoesNotFollowLinks(t *testing.T) {
	volumes, elsewhere := open(t), t.TempDir()
	kept := filepath.Join(elsewhere, "kept")
	if err := os.WriteFile(kept, []byte("data"), 0o600); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(volumes.path, name)
	if err := os.Symlink(elsewhere, path); err != nil {
		t.Fatal(err)
	}
	if err := volumes.Remove(name, path); err != nil {
		t.Fatal(err)
	}
	if _, err := volumes.Create(name, 1); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, filepath.Join(path, "link")); err != nil {
		t.Fatal(err)
	}
	if err := volumes.Remove(name, path); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(kept); err != nil {
		t.Errorf("followed a link: %v", err)
	}
}

// A link in place of the volume never widens the mode of what it points to.
func TestCreateDoesNotChmodThroughALinkOutOfTheRoot(t *testing.T) {
	volumes, elsewhere := open(t), t.TempDir()
	if err := os.Chmod(elsewhere, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(elsewhere, filepath.Join(volumes.path, name)); err != nil {
		t.Fatal(err)
	}
	if _, err := volumes.Create(name, 1); err == nil {
		t.Error("accepted a link")
	}
	if info, _ := os.Stat(elsewhere); info.Mode().Perm() != 0o700 {
		t.Errorf("mode became %o", info.Mode().Perm())
	}
}

// Removing a volume that is already gone succeeds, so that a repeated request ends.
func TestRemoveTwiceSucceeds(t *testing.T) {
	volumes := open(t)
	path, err := volumes.Create(name, 1)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := volumes.Remove(name, path); err != nil {
			t.Fatal(err)
		}
	}
}

// A root that is relative, unclean, missing or / is refused at start.
func TestOpenVolumesRefusesABadRoot(t *testing.T) {
	for _, bad := range []string{"", "volumes", "/", "/tmp/../etc", "/nonexistent/volumes"} {
		if _, err := OpenVolumes(bad); err == nil {
			t.Errorf("opened %q", bad)
		}
	}
}
