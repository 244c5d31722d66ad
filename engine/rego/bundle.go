package rego

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/bundle"
	"github.com/open-policy-agent/opa/v1/loader/filter"
)

// maxBundleFile bounds one file of a bundle, in bytes.
const maxBundleFile = 64 << 20

func isBundle(path string) bool {
	return strings.HasSuffix(path, ".tar.gz") || strings.HasSuffix(path, ".tgz")
}

// readBundle reads a bundle. With a key its signature must be right; without
// one, signed tells that there is a signature that nobody checked.
func readBundle(name string, key *verificationKey) (b bundle.Bundle, signed bool, err error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return b, false, err
	}
	files, err := unpack(text)
	if err != nil {
		return b, false, fmt.Errorf("bundle %s: %w", name, err)
	}
	signatures, err := files.signatures()
	if err != nil {
		return b, false, fmt.Errorf("bundle %s: %w", name, err)
	}
	if key != nil {
		if err := key.verify(name, files, signatures); err != nil {
			return b, false, err
		}
	}
	b, err = files.reader().WithSkipBundleVerification(true).Read()
	switch {
	case err != nil:
		return b, false, fmt.Errorf("bundle %s: %w", name, err)
	case b.Type() == bundle.DeltaBundleType:
		return b, false, fmt.Errorf("bundle %s only says what changed in another one: a whole bundle is needed", name)
	}
	return b, key == nil && len(signatures) > 0, nil
}

// verify has OPA hold a bundle against its signature.
func (k *verificationKey) verify(name string, files *packed, signatures []string) error {
	if len(signatures) == 0 {
		return hintedError{
			fmt.Errorf("bundle %s is not signed", name),
			"with --verification-key every bundle must be: opa sign makes the signature",
		}
	}
	algorithm, err := k.algorithm(signatures[0])
	if err != nil {
		return refused(name, err)
	}
	config := bundle.NewVerificationConfig(map[string]*bundle.KeyConfig{keyID: {Key: k.text, Algorithm: algorithm}}, keyID, "", nil)
	if _, err := files.reader().WithBundleVerificationConfig(config).Read(); err != nil {
		return refused(name, err)
	}
	return nil
}

func refused(name string, err error) error {
	return hintedError{
		fmt.Errorf("bundle %s does not pass --verification-key: %w", name, err),
		"it was changed after it was signed, or signed with another key: get it again, and the key from who signs it",
	}
}

// packed are the files of a bundle, in their order. It is the loader that OPA's
// reader of bundles takes.
type packed struct {
	files []packedFile
	next  int
}

type packedFile struct {
	path string
	text []byte
}

// unpack reads the files of a bundle under their plain names: tar -C DIR . writes
// them with ./ before them, which no signature has.
func unpack(text []byte) (*packed, error) {
	p := &packed{}
	loader := bundle.NewTarballLoader(bytes.NewReader(text)).WithSizeLimitBytes(maxBundleFile)
	for {
		f, err := loader.NextFile()
		if errors.Is(err, io.EOF) {
			return p, nil
		}
		if err != nil {
			return nil, err
		}
		var buffer bytes.Buffer
		if _, err := f.Read(&buffer, maxBundleFile); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		p.files = append(p.files, packedFile{path.Clean(f.Path()), buffer.Bytes()})
	}
}

// signatures are the tokens of .signatures.json, unchecked.
func (p *packed) signatures() ([]string, error) {
	for _, f := range p.files {
		if !bundle.IsSignaturesFile(f.path) {
			continue
		}
		var config bundle.SignaturesConfig
		if err := json.Unmarshal(f.text, &config); err != nil {
			return nil, fmt.Errorf("read its signature: %w", err)
		}
		return config.Signatures, nil
	}
	return nil, nil
}

// reader reads the files from the first one on.
func (p *packed) reader() *bundle.Reader {
	p.next = 0
	return bundle.NewCustomReader(p).WithProcessAnnotations(true).WithRegoVersion(ast.RegoV1).WithSizeLimitBytes(maxBundleFile)
}

func (p *packed) NextFile() (*bundle.Descriptor, error) {
	if p.next == len(p.files) {
		return nil, io.EOF
	}
	f := p.files[p.next]
	p.next++
	return bundle.NewDescriptor(f.path, f.path, bytes.NewBuffer(f.text)), nil
}

func (p *packed) WithFilter(filter.LoaderFilter) bundle.DirectoryLoader   { return p }
func (p *packed) WithPathFormat(bundle.PathFormat) bundle.DirectoryLoader { return p }
func (p *packed) WithSizeLimitBytes(int64) bundle.DirectoryLoader         { return p }
func (p *packed) WithFollowSymlinks(bool) bundle.DirectoryLoader          { return p }

// keyID is what the one key is called, whatever a signature calls it.
const keyID = "default"

// verificationKey is what the signatures of bundles must be made with.
type verificationKey struct {
	text       string
	algorithms []string
}

// readKey reads a public key in PEM form, or a shared secret. The key says
// which algorithms may be used: a public key must not be taken for a secret,
// which anybody could sign with.
func readKey(path string) (*verificationKey, error) {
	if path == "" {
		return nil, nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the verification key: %w", err)
	}
	k := &verificationKey{text: string(text)}
	block, _ := pem.Decode(text)
	switch {
	case block == nil && strings.Contains(k.text, "-----BEGIN"):
		err = errors.New("is no whole PEM file")
	case block == nil && len(bytes.TrimSpace(text)) == 0:
		err = errors.New("is empty")
	case block == nil:
		k.algorithms = []string{"HS256", "HS384", "HS512"}
	case strings.Contains(block.Type, "PRIVATE KEY"):
		err = errors.New("is a private key: give the public one")
	default:
		k.algorithms, err = algorithmsOf(block)
	}
	if err != nil {
		return nil, hintedError{
			fmt.Errorf("read the verification key: %s: %w", path, err),
			"a key is a public RSA or elliptic-curve key in PEM form, or a file with the shared secret",
		}
	}
	return k, nil
}

func algorithmsOf(block *pem.Block) ([]string, error) {
	var key any
	var err error
	switch block.Type {
	case "PUBLIC KEY":
		key, err = x509.ParsePKIXPublicKey(block.Bytes)
	case "RSA PUBLIC KEY":
		key, err = x509.ParsePKCS1PublicKey(block.Bytes)
	case "CERTIFICATE":
		var certificate *x509.Certificate
		if certificate, err = x509.ParseCertificate(block.Bytes); err == nil {
			key = certificate.PublicKey
		}
	default:
		err = fmt.Errorf("holds a %s", strings.ToLower(block.Type))
	}
	if err != nil {
		return nil, err
	}
	switch key := key.(type) {
	case *rsa.PublicKey:
		return []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"}, nil
	case *ecdsa.PublicKey:
		return map[int][]string{256: {"ES256"}, 384: {"ES384"}, 521: {"ES512"}}[key.Params().BitSize], nil
	}
	return nil, errors.New("holds a key of another kind")
}

// algorithm is that of a token, which must be one for the key.
func (k *verificationKey) algorithm(token string) (string, error) {
	head, _, _ := strings.Cut(token, ".")
	text, err := base64.RawURLEncoding.DecodeString(head)
	if err != nil {
		return "", fmt.Errorf("read its signature: %w", err)
	}
	var header struct {
		Algorithm string `json:"alg"`
	}
	if err := json.Unmarshal(text, &header); err != nil {
		return "", fmt.Errorf("read its signature: %w", err)
	}
	if !slices.Contains(k.algorithms, header.Algorithm) {
		return "", fmt.Errorf("it is signed by algorithm %q, and the key is for %s", header.Algorithm, strings.Join(k.algorithms, ", "))
	}
	return header.Algorithm, nil
}

// hintedError is an error with advice.
type hintedError struct {
	error
	hint string
}

// Hint says what to do about the error.
func (e hintedError) Hint() string { return e.hint }

func (e hintedError) Unwrap() error { return e.error }
