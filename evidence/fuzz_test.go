package evidence

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"testing"
)

// FuzzChain reads custody logs that anybody may have written.
func FuzzChain(f *testing.F) {
	line, err := chain{head: sumOf(nil)}.next(Entry{Action: Opened, What: "container web"}).line()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(line)
	f.Add(line[:len(line)-1])
	f.Add([]byte(`{"seq":1,"sum":"` + "\n"))
	f.Fuzz(func(t *testing.T, log []byte) {
		c := readChain(bytes.NewReader(log))
		if c.broken == nil && len(log) > 0 && len(c.entries) == 0 {
			t.Error("a log without a line that fits is whole")
		}
	})
}

// FuzzSeekable reads compressed items that anybody may have written.
func FuzzSeekable(f *testing.F) {
	var whole bytes.Buffer
	c := newCompressor(&whole)
	_, _ = c.Write(bytes.Repeat([]byte("text "), 100))
	_ = c.Close()
	f.Add(whole.Bytes())
	f.Add(whole.Bytes()[10:])
	f.Fuzz(func(t *testing.T, item []byte) {
		s, err := openSeekable(bytes.NewReader(item), int64(len(item)))
		if err != nil {
			return
		}
		if n, _ := io.Copy(io.Discard, io.NewSectionReader(s, 0, min(s.size, 8*frameSize))); n > s.size {
			t.Errorf("%d bytes of %d", n, s.size)
		}
	})
}

// FuzzManifest verifies cases whose manifest anybody may have written: nothing
// outside of the case is read.
func FuzzManifest(f *testing.F) {
	f.Add([]byte(`{"schema_version":1,"items":[{"path":"logs.txt","size":1,"sha256":"00"}]}`))
	f.Add([]byte(`{"schema_version":1,"items":[{"path":"../outside","size":1,"sha256":"00"}]}`))
	f.Add([]byte(`{"schema_version":1,"items":null,"signer":"x"}`))
	f.Fuzz(func(t *testing.T, manifest []byte) {
		dir := t.TempDir()
		sealed, err := chain{head: sumOf(nil)}.next(Entry{Action: Sealed, SHA256: sumOf(manifest)}).line()
		if err != nil {
			t.Fatal(err)
		}
		for name, content := range map[string][]byte{ManifestName: manifest, CustodyName: sealed, "logs.txt": []byte("a")} {
			if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		r, err := Verify(t.Context(), dir, Check{})
		if err == nil && !r.Altered() {
			t.Error("a case without its sums is whole")
		}
		_, _ = Read(dir)
	})
}
