package evidence

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"strings"

	"golang.org/x/crypto/ssh"
)

// Key is an ed25519 key, in the files that ssh-keygen makes: the private half
// signs, the public half checks.
type Key struct {
	private ed25519.PrivateKey // nil of a public key
	public  ssh.PublicKey
}

// GenerateKey makes a key in a new file, and its public half in FILE.pub.
func GenerateKey(file, comment string, passphrase []byte) (*Key, error) {
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	var block *pem.Block
	if len(passphrase) > 0 {
		block, err = ssh.MarshalPrivateKeyWithPassphrase(private, comment, passphrase)
	} else {
		block, err = ssh.MarshalPrivateKey(private, comment)
	}
	if err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	k, err := newKey(private)
	if err != nil {
		return nil, err
	}
	public := strings.TrimSpace(string(ssh.MarshalAuthorizedKey(k.public)))
	if comment != "" {
		public += " " + strings.ReplaceAll(comment, "\n", " ")
	}
	if err := writeNew(file, pem.EncodeToMemory(block), 0o600); err != nil {
		return nil, fmt.Errorf("make key: %w", err)
	}
	if err := writeNew(file+".pub", []byte(public+"\n"), 0o644); err != nil {
		return nil, fmt.Errorf("make key: %w", errors.Join(err, os.Remove(file)))
	}
	return k, nil
}

func writeNew(name string, content []byte, mode os.FileMode) error {
	f, err := os.OpenFile(name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, mode)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	return errors.Join(err, f.Close())
}

func newKey(private ed25519.PrivateKey) (*Key, error) {
	public, err := ssh.NewPublicKey(private.Public())
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	return &Key{private: private, public: public}, nil
}

// ErrPassphrase tells that a private key needs its passphrase.
var ErrPassphrase = errors.New("the key is protected by a passphrase")

// maxKeyFile bounds what is read of a key, in bytes.
const maxKeyFile = 64 << 10

// ReadPrivateKey reads an ed25519 key of OpenSSH. The error is [ErrPassphrase]
// when it needs one that was not given.
func ReadPrivateKey(file string, passphrase []byte) (*Key, error) {
	text, err := readSmall(file)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	var private any
	if len(passphrase) > 0 {
		private, err = ssh.ParseRawPrivateKeyWithPassphrase(text, passphrase)
	} else {
		private, err = ssh.ParseRawPrivateKey(text)
	}
	if errors.As(err, new(*ssh.PassphraseMissingError)) {
		return nil, fmt.Errorf("read key %s: %w", file, ErrPassphrase)
	}
	if err != nil {
		return nil, fmt.Errorf("read key %s: %w", file, err)
	}
	switch k := private.(type) {
	case *ed25519.PrivateKey:
		return newKey(*k)
	case ed25519.PrivateKey:
		return newKey(k)
	}
	return nil, fmt.Errorf("read key %s: it is no ed25519 key", file)
}

// ReadPublicKey reads the public half of a key: a line of ssh-keygen's .pub files.
func ReadPublicKey(file string) (*Key, error) {
	text, err := readSmall(file)
	if err != nil {
		return nil, fmt.Errorf("read key: %w", err)
	}
	return parsePublicKey(text, file)
}

func parsePublicKey(text []byte, file string) (*Key, error) {
	public, _, _, _, err := ssh.ParseAuthorizedKey(text)
	if err != nil {
		return nil, fmt.Errorf("read key %s: it is no public key of OpenSSH: %w", file, err)
	}
	if _, ok := public.(ssh.CryptoPublicKey).CryptoPublicKey().(ed25519.PublicKey); !ok {
		return nil, fmt.Errorf("read key %s: it is no ed25519 key", file)
	}
	return &Key{public: public}, nil
}

func readSmall(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxKeyFile || !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no key", file)
	}
	return os.ReadFile(file)
}

// Fingerprint names the key as ssh-keygen -l does.
func (k *Key) Fingerprint() string { return ssh.FingerprintSHA256(k.public) }

// authorized is the public half as one line.
func (k *Key) authorized() string {
	return strings.TrimSpace(string(ssh.MarshalAuthorizedKey(k.public)))
}

// Sign, Verify, KeyID and Public make a key one of DSSE.
func (k *Key) Sign(_ context.Context, data []byte) ([]byte, error) {
	if k.private == nil {
		return nil, errors.New("sign: there is no private key")
	}
	return ed25519.Sign(k.private, data), nil
}

// Verify checks a signature.
func (k *Key) Verify(_ context.Context, data, signature []byte) error {
	public, _ := k.Public().(ed25519.PublicKey)
	if len(public) != ed25519.PublicKeySize || !ed25519.Verify(public, data, signature) {
		return errors.New("the signature does not fit")
	}
	return nil
}

// KeyID is the key's fingerprint.
func (k *Key) KeyID() (string, error) { return k.Fingerprint(), nil }

// Public is the public half.
func (k *Key) Public() crypto.PublicKey { return k.public.(ssh.CryptoPublicKey).CryptoPublicKey() }
