package rego

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rummage-scanner/rummage/policies"
)

const ownRule = `# METADATA
# title: Owner
# custom: {severity: medium, category: anomaly}
package rummage.site.owner

import data.rummage.lib.changes

findings contains {"message": data.site.text} if count(changes.named("x")) == 0
`

// write writes files below a directory.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, text := range files {
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// tarball packs a directory as tar -C DIR . does.
func tarball(t *testing.T, dir string) string {
	t.Helper()
	var b bytes.Buffer
	zipped := gzip.NewWriter(&b)
	packed := tar.NewWriter(zipped)
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil {
			err = packed.WriteHeader(&tar.Header{Name: "./" + name, Size: int64(len(text)), Mode: 0o600})
		}
		if err == nil {
			_, err = packed.Write(text)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(packed.Close(), zipped.Close()); err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "bundle.tar.gz")
	if err := os.WriteFile(name, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// opaTool runs OPA as go.mod has it, in a directory.
func opaTool(t *testing.T, dir string, args ...string) {
	t.Helper()
	where, err := exec.Command("go", "tool", "-n", "opa").Output()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(strings.TrimSpace(string(where)), args...)
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("opa %s: %v: %s", strings.Join(args, " "), err, out)
	}
}

func pemFile(t *testing.T, kind string, der []byte, err error) string {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "key.pem")
	if err := os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// keyPair writes both halves of a key.
func keyPair(t *testing.T, key crypto.Signer) (private, public string) {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	private = pemFile(t, "PRIVATE KEY", der, err)
	der, err = x509.MarshalPKIXPublicKey(key.Public())
	return private, pemFile(t, "PUBLIC KEY", der, err)
}

func textFile(t *testing.T, text string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func load(t *testing.T, sources Sources) (*Policies, error) {
	t.Helper()
	sources.Embedded = policies.FS
	return Load(t.Context(), sources)
}

// wantError has an error say something, and bring a hint.
func wantError(t *testing.T, err error, says string) {
	t.Helper()
	var hint interface{ Hint() string }
	if err == nil || !strings.Contains(err.Error(), says) || !errors.As(err, &hint) || hint.Hint() == "" {
		t.Errorf("%v: want an error with a hint that says %s", err, says)
	}
}

// signedBundle is the rule as a bundle that opa sign has signed.
func signedBundle(t *testing.T, key, algorithm string, change func(dir string)) string {
	t.Helper()
	dir := t.TempDir()
	write(t, dir, map[string]string{"site/owner.rego": ownRule, "site/data.json": `{"text": "mine"}`})
	opaTool(t, dir, "sign", "--signing-alg", algorithm, "--signing-key", key, "--bundle", ".")
	if change != nil {
		change(dir)
	}
	return tarball(t, dir)
}

// TestSignedBundles takes what opa sign has signed with the key, and nothing
// else.
func TestSignedBundles(t *testing.T) {
	rsaKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	curveKey, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	private, public := keyPair(t, rsaKey)
	curvePrivate, curvePublic := keyPair(t, curveKey)
	secret := textFile(t, "a long secret\n")

	signed := signedBundle(t, private, "RS256", nil)
	for name, c := range map[string]struct{ bundle, key string }{
		"RSA":            {signed, public},
		"RSA-PSS":        {signedBundle(t, private, "PS384", nil), public},
		"elliptic curve": {signedBundle(t, curvePrivate, "ES384", nil), curvePublic},
		"a secret":       {signedBundle(t, secret, "HS256", nil), secret},
		"not checked":    {signed, ""},
	} {
		p, err := load(t, Sources{NoBuiltin: true, Paths: []string{c.bundle}, VerificationKey: c.key})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if rules := p.Catalogue(); len(rules) != 1 || string(p.Text(rules[0])) != ownRule {
			t.Errorf("%s: %v", name, rules)
		}
		if told := strings.Join(p.Notices(), ""); (c.key == "") != strings.Contains(told, "is signed, and nothing checked that") {
			t.Errorf("%s: notices %q", name, told)
		}
	}

	other, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	_, otherPublic := keyPair(t, other)
	added := func(dir string) { write(t, dir, map[string]string{"site/more.rego": "package more"}) }
	changed := func(dir string) { write(t, dir, map[string]string{"site/data.json": `{"text": "theirs"}`}) }
	removed := func(dir string) { _ = os.Remove(filepath.Join(dir, "site/data.json")) }
	unsigned := func(dir string) { _ = os.Remove(filepath.Join(dir, ".signatures.json")) }
	for name, c := range map[string]struct{ bundle, key, says string }{
		"another key":                {signed, otherPublic, "does not pass --verification-key"},
		"another kind of key":        {signed, curvePublic, `signed by algorithm "RS256", and the key is for ES384`},
		"a public key as the secret": {signedBundle(t, public, "HS256", nil), public, `signed by algorithm "HS256"`},
		"a file added":               {signedBundle(t, private, "RS256", added), public, "site/more.rego not included in bundle signature"},
		"a file changed":             {signedBundle(t, private, "RS256", changed), public, "site/data.json: digest mismatch"},
		"a file removed":             {signedBundle(t, private, "RS256", removed), public, "site/data.json"},
		"no signature":               {signedBundle(t, private, "RS256", unsigned), public, "is not signed"},
	} {
		_, err := load(t, Sources{Paths: []string{c.bundle}, VerificationKey: c.key})
		t.Run(name, func(t *testing.T) { wantError(t, err, c.says) })
	}

	// What is no bundle is the user's own, and needs no signature.
	dir := t.TempDir()
	write(t, dir, map[string]string{"owner.rego": strings.Replace(ownRule, "site.owner", "site.local", 1)})
	if _, err := load(t, Sources{Paths: []string{signed, dir}, VerificationKey: public}); err != nil {
		t.Error(err)
	}
}

func TestVerificationKeys(t *testing.T) {
	_, edwards, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	private, public := keyPair(t, edwards)
	for name, c := range map[string]struct{ key, says string }{
		"empty":             {textFile(t, " \n"), "is empty"},
		"cut off":           {textFile(t, "-----BEGIN PUBLIC KEY-----\nMIIB"), "is no whole PEM file"},
		"private":           {private, "is a private key"},
		"of another kind":   {public, "holds a key of another kind"},
		"something else":    {pemFile(t, "CERTIFICATE REQUEST", []byte{1}, nil), "holds a certificate request"},
		"broken":            {pemFile(t, "PUBLIC KEY", []byte{1}, nil), "asn1"},
		"broken as another": {pemFile(t, "CERTIFICATE", []byte{1}, nil), "x509"},
	} {
		_, err := load(t, Sources{VerificationKey: c.key})
		t.Run(name, func(t *testing.T) { wantError(t, err, c.says) })
	}
	if _, err := load(t, Sources{VerificationKey: "none"}); !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
}

// TestBundles takes what opa build makes, and no part of a bundle.
func TestBundles(t *testing.T) {
	dir := t.TempDir()
	plain := strings.ReplaceAll(strings.Replace(ownRule, "import data.rummage.lib.changes\n", "", 1), `if count(changes.named("x")) == 0`, "if true")
	write(t, dir, map[string]string{"site/owner.rego": plain, "site/owner_test.rego": "package rummage.site.owner_test\n\ntest_fires if true", "site/data.json": `{"text": "mine"}`})
	built := filepath.Join(t.TempDir(), "built.tgz")
	opaTool(t, dir, "build", "-b", ".", "-o", built)
	p, err := load(t, Sources{NoBuiltin: true, Strict: true, Paths: []string{built}})
	if err != nil || len(p.Catalogue()) != 1 || len(p.Notices()) > 0 {
		t.Error(err)
	}
	result, err := Test(t.Context(), Tests{Embedded: policies.FS, Paths: []string{built}, Coverage: true})
	if err != nil || result.Passed != 1 || len(result.Uncovered) != 1 || !strings.HasSuffix(result.Uncovered[0].File, "built.tgz:site/owner.rego") {
		t.Error(result, err)
	}

	delta, empty, lib := t.TempDir(), t.TempDir(), t.TempDir()
	write(t, delta, map[string]string{"patch.json": `{"data": [{"op": "upsert", "path": "/site/text", "value": "x"}]}`})
	write(t, empty, map[string]string{"readme.txt": "nothing"})
	write(t, lib, map[string]string{"x.rego": "package rummage.lib.suppress\n\npackaged(_)"})
	broken := filepath.Join(t.TempDir(), "broken.tar.gz")
	write(t, filepath.Dir(broken), map[string]string{"broken.tar.gz": "no bundle"})
	for says, path := range map[string]string{
		"a whole bundle is needed":           tarball(t, delta),
		"neither a *.rego file nor data":     tarball(t, empty),
		"archive read failed":                broken,
		"no such file":                       "none.tar.gz",
		"is that of the built-in policies/l": tarball(t, lib),
	} {
		if _, err := load(t, Sources{Paths: []string{path}}); err == nil || !strings.Contains(err.Error(), says) {
			t.Errorf("%v: want one that says %s", err, says)
		}
	}
}
