package yara

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"

	// What a scanner carries with it is in the program of this test too.
	_ "github.com/rummage-scanner/rummage/policies"
)

// TestSelf has nothing found in what only speaks of attacks: a scanner and what
// it carries with it, its pages, and rules of others.
func TestSelf(t *testing.T) {
	set := compileTree(t, "files")
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	searched := []string{program, "../../rules", "../../policies", "../../docs", filepath.Join(fixtures, "quoting")}
	if built := "../../bin/rummage"; exists(built) {
		searched = append(searched, built)
	}
	files := 0
	for _, place := range searched {
		err := filepath.WalkDir(place, func(name string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			content, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			files++
			found, err := set.Scan(content, Variables{}, time.Minute)
			for _, m := range found {
				if m.Meta["severity"] != "info" {
					t.Errorf("%s matches %s: %v", name, m.Rule, m.Strings)
				}
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	if files < len(searched)+50 {
		t.Errorf("only %d files were searched", files)
	}
}

func exists(name string) bool {
	_, err := os.Stat(name)
	return err == nil
}
