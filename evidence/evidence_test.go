package evidence

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"filippo.io/age"
	"github.com/klauspost/compress/zstd"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/document"
)

// made makes a case with a signature, as a collection does.
func made(t *testing.T, key *Key, o Options) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "case")
	o.CaseID, o.Operator, o.Host = "17", "A. Smith", "host"
	w, err := Create(dir, o, "container web", "a test")
	if err != nil {
		t.Fatal(err)
	}
	doc := document.Document{
		SchemaVersion: document.SchemaVersion,
		Coverage:      []document.Coverage{{Collector: "files", Status: document.OK}},
		Changes: []document.Change{
			{Path: "/tmp/a", Kind: document.Added, Type: document.Regular, Size: 5},
			{Path: "/tmp/link", Kind: document.Added, Type: document.Regular, Size: 5},
			{Path: "/tmp/shm", Kind: document.Added, Type: document.Regular, Mount: "tmpfs"},
			{Path: "/tmp/gone", Kind: document.Deleted},
		},
		Matches: []document.Match{{Rule: "again", Path: "/tmp/a", SHA256: "a's"}, {Rule: "kept", Path: "/tmp/shm", SHA256: "shm's"}},
	}
	for name, write := range map[string]func(io.Writer) error{
		"logs.txt":   func(w io.Writer) error { _, err := io.WriteString(w, "a\nb\n"); return err },
		RootFSName:   writeTar,
		DocumentName: func(w io.Writer) error { return json.NewEncoder(w).Encode(doc) },
		"proc/1/exe": func(w io.Writer) error { _, err := w.Write(bytes.Repeat([]byte{1, 2, 3}, 100_000)); return err },
	} {
		if err := w.Write(name, write); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Seal(t.Context(), &Manifest{Missing: []Missing{}}, key); err != nil {
		t.Fatal(err)
	}
	return dir
}

func writeTar(w io.Writer) error {
	out := tar.NewWriter(w)
	for _, h := range []tar.Header{
		{Name: "tmp/big", Typeflag: tar.TypeReg, Size: 300_000},
		{Name: "tmp/a", Typeflag: tar.TypeReg, Size: 5},
		{Name: "tmp/link", Typeflag: tar.TypeLink, Linkname: "tmp/a"},
		{Name: "../../etc/outside", Typeflag: tar.TypeReg, Size: 5},
	} {
		if err := out.WriteHeader(&h); err != nil {
			return err
		}
		if _, err := out.Write(bytes.Repeat([]byte("x"), int(h.Size))); err != nil {
			return err
		}
	}
	return out.Close()
}

func newTestKey(t *testing.T) (private, public *Key) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	if _, err := GenerateKey(file, "a test", nil); err != nil {
		t.Fatal(err)
	}
	private, err := ReadPrivateKey(file, nil)
	if err != nil {
		t.Fatal(err)
	}
	public, err = ReadPublicKey(file + ".pub")
	if err != nil {
		t.Fatal(err)
	}
	return private, public
}

func verified(t *testing.T, dir string, check Check) *Result {
	t.Helper()
	r, err := Verify(t.Context(), dir, check)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestWhole has cases that nobody altered.
func TestWhole(t *testing.T) {
	private, public := newTestKey(t)
	_, other := newTestKey(t)
	for name, key := range map[string]*Key{"signed": private, "unsigned": nil} {
		for _, compress := range []bool{false, true} {
			dir := made(t, key, Options{Compress: compress})
			if r := verified(t, dir, Check{}); r.Altered() || r.Items != 5 || r.CaseID != "17" || r.Trusted || (r.Signer != "") != (key != nil) {
				t.Errorf("%s: %+v", name, r)
			}
			if r := verified(t, dir, Check{Key: public}); r.Altered() != (key == nil) || r.Trusted != (key != nil) {
				t.Errorf("%s, with its key: %+v", name, r)
			}
			if r := verified(t, dir, Check{Key: other}); !r.Altered() {
				t.Errorf("%s: another key is good enough", name)
			}
			sum := exec.Command("sha256sum", "--strict", "-c", SumsName)
			sum.Dir = dir
			if out, err := sum.CombinedOutput(); err != nil {
				t.Errorf("%s: sha256sum: %v\n%s", name, err, out)
			}
			if compress {
				if out, err := exec.Command("zstd", "-tq", filepath.Join(dir, RootFSName+".zst")).CombinedOutput(); err != nil {
					t.Errorf("zstd: %v\n%s", err, out)
				}
			}
		}
	}
}

// TestAnyByte flips bytes in every file of a case, one at a time: the small files
// at each byte, the others at some.
func TestAnyByte(t *testing.T) {
	private, _ := newTestKey(t)
	for name, key := range map[string]*Key{"signed": private, "unsigned": nil} {
		dir := made(t, key, Options{})
		files := 0
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() {
				return err
			}
			files++
			was, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			if err := os.Chmod(path, 0o600); err != nil {
				return err
			}
			relative, _ := filepath.Rel(dir, path)
			for at := range len(was) {
				if len(was) > 100 && at != 0 && at != len(was)-1 && rand.IntN(len(was)) > 50 {
					continue
				}
				altered := bytes.Clone(was)
				altered[at] ^= byte(1 + rand.IntN(255))
				tampered(t, dir, relative, altered, at)
			}
			tampered(t, dir, relative, was[:len(was)-1], len(was)-1)
			tampered(t, dir, relative, append(bytes.Clone(was), '\n'), len(was))
			return os.WriteFile(path, was, 0o600)
		})
		if err != nil || files < 8 {
			t.Fatalf("%d files: %v", files, err)
		}
		if r := verified(t, dir, Check{}); r.Altered() {
			t.Errorf("%s: in the end: %+v", name, r.Problems)
		}
	}
}

func tampered(t *testing.T, dir, name string, content []byte, at int) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(dir, name), content, 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Verify(t.Context(), dir, Check{})
	if err != nil {
		t.Fatalf("%s, byte %d: %v", name, at, err)
	}
	for _, p := range r.Problems {
		if p.Path == name {
			return
		}
	}
	t.Errorf("%s, byte %d: nothing was found: %+v", name, at, r.Problems)
}

// TestWhere has differences that are told to the block or line.
func TestWhere(t *testing.T) {
	alter := func(name string, change func([]byte) []byte) func(t *testing.T, dir string) {
		return func(t *testing.T, dir string) {
			path := filepath.Join(dir, name)
			was, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if err := errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, change(was), 0o600)); err != nil {
				t.Fatal(err)
			}
		}
	}
	tests := map[string]struct {
		act        func(*testing.T, string)
		path, says string
	}{
		"a byte":        {alter("proc/1/exe", func(b []byte) []byte { b[70_000] = 9; return b }), "proc/1/exe", "bytes 65536 to 131071"},
		"the last byte": {alter("proc/1/exe", func(b []byte) []byte { b[299_999] = 9; return b }), "proc/1/exe", "bytes 262144 to 299999"},
		"cut":           {alter("proc/1/exe", func(b []byte) []byte { return b[:262_144] }), "proc/1/exe", "262144 bytes instead of 300000"},
		"missing":       {func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, "logs.txt")) }, "logs.txt", "missing"},
		"extra":         {func(t *testing.T, dir string) { os.WriteFile(filepath.Join(dir, "proc/1/x"), nil, 0o600) }, "proc/1/x", "does not list"},
		"a link": {func(t *testing.T, dir string) {
			os.Remove(filepath.Join(dir, "logs.txt"))
			os.Symlink("/etc/passwd", filepath.Join(dir, "logs.txt"))
		}, "logs.txt", "no file"},
		"a line of the log": {alter(CustodyName, func(b []byte) []byte {
			return bytes.Join(append(bytes.SplitAfter(b, []byte("\n"))[:1], bytes.SplitAfter(b, []byte("\n"))[2:]...), nil)
		}), CustodyName, "line 2: it carries another hash"},
		"a sum":     {alter(SumsName, func(b []byte) []byte { b[bytes.IndexByte(b, 10)+1] ^= 1; return b }), SumsName, "line 2"},
		"no log":    {func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, CustodyName)) }, CustodyName, "missing"},
		"no sums":   {func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, SumsName)) }, SumsName, "missing"},
		"unsigned":  {func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, SignatureName)) }, SignatureName, "missing"},
		"unlisted":  {func(t *testing.T, dir string) { os.Mkdir(filepath.Join(dir, "more"), 0o700) }, "more", "does not list"},
		"manifest":  {func(t *testing.T, dir string) { os.Remove(filepath.Join(dir, ManifestName)) }, ManifestName, "missing"},
		"a climber": {alter(ManifestName, func(b []byte) []byte { return bytes.Replace(b, []byte(`"logs.txt"`), []byte(`"../x.txt"`), 1) }), ManifestName, "no case can have"},
	}
	private, _ := newTestKey(t)
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			dir := made(t, private, Options{})
			test.act(t, dir)
			for _, p := range verified(t, dir, Check{}).Problems {
				if p.Path == test.path && strings.Contains(p.Detail, test.says) {
					return
				}
			}
			t.Errorf("%+v", verified(t, dir, Check{}).Problems)
		})
	}
}

// TestCutShort has collections that ended at any moment: none of them is whole.
func TestCutShort(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "case")
	w, err := Create(dir, Options{CaseID: "17"}, "container web", "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(t.Context(), w.Dir(), Check{}); !errors.Is(err, ErrIncomplete) {
		t.Errorf("empty: %v", err)
	}
	if err := w.Write("logs.txt", func(w io.Writer) error { _, err := io.WriteString(w, "a"); return err }); err != nil {
		t.Fatal(err)
	}
	if err := w.Leave(); err != nil {
		t.Fatal(err)
	}
	if _, err := Verify(t.Context(), w.Dir(), Check{}); !errors.Is(err, ErrIncomplete) {
		t.Errorf("with an item: %v", err)
	}
	if _, err := Note(w.Dir(), Entry{Why: "a note"}); !errors.Is(err, ErrIncomplete) {
		t.Errorf("a note: %v", err)
	}
	if _, err := Create(dir, Options{}, "", ""); !errors.Is(err, ErrExists) {
		t.Errorf("made again: %v", err)
	}
	if _, err := Verify(t.Context(), t.TempDir(), Check{}); !errors.Is(err, ErrNoCase) {
		t.Errorf("an empty directory: %v", err)
	}
	// A case in which all but the last line of the log was written.
	whole := made(t, nil, Options{})
	log, err := os.ReadFile(filepath.Join(whole, CustodyName))
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(log, []byte("\n"))
	sealed := len(log) - len(lines[len(lines)-2])
	for _, cut := range []int{sealed, sealed + 1, len(log) - 1} {
		partial := whole + Partial
		if err := errors.Join(os.WriteFile(filepath.Join(whole, CustodyName), log[:cut], 0o600), os.Rename(whole, partial)); err != nil {
			t.Fatal(err)
		}
		if _, err := Verify(t.Context(), partial, Check{}); !errors.Is(err, ErrIncomplete) {
			t.Errorf("cut at %d of %d: %v", cut, len(log), err)
		}
		os.Rename(partial, whole)
	}
}

// TestCut has items that ended early: what there is of them is kept.
func TestCut(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "case")
	w, err := Create(dir, Options{CaseID: "17", MaxSize: 1000}, "container web", "")
	if err != nil {
		t.Fatal(err)
	}
	fails := errors.New("the engine stopped")
	if err := w.Write("logs.txt", func(w io.Writer) error { _, _ = io.WriteString(w, "a"); return fails }); !errors.Is(err, fails) {
		t.Error(err)
	}
	if err := w.Write("none.txt", func(io.Writer) error { return fails }); !errors.Is(err, fails) {
		t.Error(err)
	}
	if err := w.Write(RootFSName, func(w io.Writer) error { _, err := io.Copy(w, bytes.NewReader(make([]byte, 5000))); return err }); !errors.Is(err, ErrTooLarge) {
		t.Error(err)
	}
	if err := w.Write("../x", func(io.Writer) error { return nil }); err == nil {
		t.Error("an item outside of the case")
	}
	if err := w.Seal(t.Context(), &Manifest{}, nil); err != nil {
		t.Fatal(err)
	}
	r := verified(t, dir, Check{})
	m, err := Read(dir)
	if err != nil || r.Altered() || len(m.Items) != 3 {
		t.Fatalf("%v %+v %+v", err, r, m)
	}
	if i := m.Items[0]; i.Size != 1 || i.Cut != fails.Error() {
		t.Errorf("%+v", i)
	}
	if i := m.Items[1]; i.Size != 999 || i.Cut != ErrTooLarge.Error() {
		t.Errorf("%+v", i)
	}
}

// TestEncrypted has items that only a recipient can read; verifying needs no key.
func TestEncrypted(t *testing.T) {
	identity, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	dir := made(t, nil, Options{Compress: true, Recipients: []age.Recipient{identity.Recipient()}, RecipientNames: []string{identity.Recipient().String()}})
	if r := verified(t, dir, Check{}); r.Altered() {
		t.Errorf("%+v", r.Problems)
	}
	m, err := Read(dir)
	if err != nil || len(m.Recipients) != 1 {
		t.Fatalf("%v %+v", err, m)
	}
	item, ok := m.item(RootFSName + ".zst.age")
	if !ok {
		t.Fatalf("%+v", m.Items)
	}
	f, err := os.Open(filepath.Join(dir, item.Path))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	decrypted, err := age.Decrypt(f, identity)
	if err != nil {
		t.Fatal(err)
	}
	plain, err := zstd.NewReader(decrypted)
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	d := newDigest(false)
	if _, err := io.Copy(d, plain); err != nil || d.finish() != item.Plain.SHA256 || d.size != item.Plain.Size {
		t.Errorf("%v: %d bytes, want %+v", err, d.size, item.Plain)
	}
	if _, err := (Opener{}).Open(t.Context(), collectors.Target{Name: dir}); !errors.Is(err, ErrEncrypted) {
		t.Error(err)
	}
}

// TestResume takes up a collection that ended in the middle of an item.
func TestResume(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "case")
	w, err := Create(dir, Options{CaseID: "17", Operator: "A. Smith"}, "container web 0123", "a reason")
	if err != nil {
		t.Fatal(err)
	}
	whole := func(w io.Writer) error { _, err := io.WriteString(w, "whole"); return err }
	if err := w.Write("logs.txt", whole); err != nil {
		t.Fatal(err)
	}
	i, err := w.begin(RootFSName)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(i, "half"); err != nil {
		t.Fatal(err)
	}
	if _, err := w.custody.WriteString(`{"seq":3,"torn`); err != nil {
		t.Fatal(err)
	}
	if err := w.Leave(); err != nil {
		t.Fatal(err)
	}
	again, opened, err := Resume(dir+Partial, Options{Operator: "B. Jones"})
	if err != nil || opened.What != "container web 0123" || opened.CaseID != "17" || !again.Has("logs.txt") || again.Has(RootFSName) {
		t.Fatalf("%v %+v", err, opened)
	}
	if err := again.Write(RootFSName, whole); err != nil {
		t.Fatal(err)
	}
	if err := again.Seal(t.Context(), &Manifest{}, nil); err != nil {
		t.Fatal(err)
	}
	if r := verified(t, dir, Check{}); r.Altered() || r.Items != 4 {
		t.Errorf("%+v", r)
	}
	if half, err := os.ReadFile(filepath.Join(dir, RootFSName+cutSuffix)); err != nil || string(half) != "half" {
		t.Errorf("%v %q", err, half)
	}
	if _, _, err := Resume(dir, Options{}); !errors.Is(err, ErrNoCase) {
		t.Errorf("a case that is whole: %v", err)
	}
}

// TestResumeAltered does not take up what was altered in the meantime.
func TestResumeAltered(t *testing.T) {
	for _, name := range []string{"logs.txt", CustodyName} {
		dir := filepath.Join(t.TempDir(), "case")
		w, err := Create(dir, Options{CaseID: "17"}, "container web 0123", "")
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Write("logs.txt", func(w io.Writer) error { _, err := io.WriteString(w, "whole"); return err }); err != nil {
			t.Fatal(err)
		}
		if err := w.Leave(); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(w.Dir(), name)
		was, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		was[2] ^= 1
		if err := errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, was, 0o600)); err != nil {
			t.Fatal(err)
		}
		if _, _, err := Resume(dir, Options{}); err == nil {
			t.Errorf("%s was altered, and taken up", name)
		}
	}
}

func TestNote(t *testing.T) {
	dir := made(t, nil, Options{})
	before := verified(t, dir, Check{}).Head
	head, err := Note(dir, Entry{Who: "B. Jones", Host: "desk", Why: "taken over\n" + strings.Repeat("\x01", 9000)})
	if err != nil {
		t.Fatal(err)
	}
	for _, known := range []string{before, head} {
		if r := verified(t, dir, Check{Head: known}); r.Altered() || r.Head != head || r.Custody[len(r.Custody)-1].Who != "B. Jones" {
			t.Errorf("%+v", r)
		}
	}
	// Without the line all fits, but for whoever knows its hash.
	path := filepath.Join(dir, CustodyName)
	log, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(log, []byte("\n"))
	if err := os.WriteFile(path, bytes.Join(lines[:len(lines)-2], nil), 0o600); err != nil {
		t.Fatal(err)
	}
	if r := verified(t, dir, Check{}); r.Altered() {
		t.Errorf("%+v", r)
	}
	if r := verified(t, dir, Check{Head: head}); !r.Altered() {
		t.Error("the line's absence was not found")
	}
}

// TestSubject examines the files of a case.
func TestSubject(t *testing.T) {
	for _, compress := range []bool{false, true} {
		dir := made(t, nil, Options{Compress: compress})
		s, err := Opener{}.Open(t.Context(), collectors.Target{Scheme: Scheme, Name: dir})
		if err != nil {
			t.Fatal(err)
		}
		doc, err := s.Document(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		read := map[string]string{}
		err = s.Files(context.Background(), func(f collectors.File) error {
			text, err := io.ReadAll(f.Content)
			mu.Lock()
			defer mu.Unlock()
			read[f.Change.Path] = string(text)
			f.Change.SHA256 = "a's"
			return err
		})
		if err != nil || len(read) != 2 || read["/tmp/a"] != "xxxxx" || read["/tmp/link"] != "xxxxx" {
			t.Errorf("%v %v", err, read)
		}
		if len(doc.Matches) != 1 || doc.Matches[0].Rule != "kept" {
			t.Errorf("%+v", doc.Matches)
		}
		f, err := s.Open(t.Context(), "/tmp/a")
		if err != nil {
			t.Fatal(err)
		}
		if text, _ := io.ReadAll(f); string(text) != "xxxxx" {
			t.Errorf("%q", text)
		}
		if _, err := s.Open(t.Context(), "/etc/outside"); !errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// TestAlteredSubject has cases that cannot be used any more.
func TestAlteredSubject(t *testing.T) {
	for _, name := range []string{DocumentName, RootFSName, ManifestName, CustodyName} {
		dir := made(t, nil, Options{})
		path := filepath.Join(dir, name)
		was, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		was[len(was)/2] ^= 1
		if err := os.WriteFile(path, was, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Opener{}.Open(t.Context(), collectors.Target{Name: dir})
		if err == nil {
			_, err = s.Document(t.Context())
		}
		if err == nil {
			err = s.Files(t.Context(), func(collectors.File) error { return nil })
		}
		if !errors.As(err, new(*collectors.Unusable)) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestFullDisk writes until there is no room: the log and the manifest have some.
func TestFullDisk(t *testing.T) {
	mount := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=1400k", "none", mount).CombinedOutput(); err != nil {
		t.Skipf("a small disk needs root: %v: %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", "-l", mount).Run() })
	dir := filepath.Join(mount, "case")
	w, err := Create(dir, Options{CaseID: "17"}, "container web 0123", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Write(RootFSName, func(w io.Writer) error { _, err := io.Copy(w, bytes.NewReader(make([]byte, 2<<20))); return err }); err == nil {
		t.Fatal("there was room")
	}
	for n := range 40 { // the log grows past its page
		if err := w.log(Entry{Action: Secured, What: RootFSName, SHA256: w.items[0].SHA256, Why: strings.Repeat("x", 100+n)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Seal(t.Context(), &Manifest{}, nil); err != nil {
		t.Fatal(err)
	}
	m, err := Read(dir)
	if r := verified(t, dir, Check{}); err != nil || r.Altered() || m.Items[0].Cut == "" {
		t.Errorf("%v %+v", err, r)
	}
}
