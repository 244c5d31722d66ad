package evidence

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/secure-systems-lab/go-securesystemslib/dsse"
)

// The types of a signature's parts: see
// https://github.com/in-toto/attestation/blob/main/spec/v1/README.md.
const (
	payloadType   = "application/vnd.in-toto+json"
	statementType = "https://in-toto.io/Statement/v1"
	predicateType = "https://github.com/rummage-scanner/rummage/case/v1"
)

// statement is what is signed: the sums of all items and of the manifest.
type statement struct {
	Type          string     `json:"_type"`
	Subject       []resource `json:"subject"`
	PredicateType string     `json:"predicateType"`
	Predicate     predicate  `json:"predicate"`
}

type resource struct {
	Name   string            `json:"name"`
	Digest map[string]string `json:"digest"`
}

type predicate struct {
	CaseID   string `json:"case_id"`
	Operator string `json:"operator"`
	// CustodyHead is the SHA-256 of the last line of the custody log before the
	// one that seals the case.
	CustodyHead string `json:"custody_head"`
	// PublicKey is the signer's, as in its .pub file.
	PublicKey string `json:"public_key"`
}

func statementOf(m *Manifest, manifestSum, head, publicKey string) statement {
	s := statement{Type: statementType, PredicateType: predicateType,
		Predicate: predicate{CaseID: m.CaseID, Operator: m.Operator, CustodyHead: head, PublicKey: publicKey}}
	for _, i := range m.Items {
		s.Subject = append(s.Subject, resource{i.Path, map[string]string{"sha256": i.SHA256}})
	}
	s.Subject = append(s.Subject, resource{ManifestName, map[string]string{"sha256": manifestSum}})
	return s
}

// sign makes the envelope of a case.
func sign(ctx context.Context, m *Manifest, manifestSum, head string, key *Key) ([]byte, error) {
	body, err := json.Marshal(statementOf(m, manifestSum, head, key.authorized()))
	if err != nil {
		return nil, fmt.Errorf("sign case: %w", err)
	}
	signer, err := dsse.NewEnvelopeSigner(key)
	if err != nil {
		return nil, fmt.Errorf("sign case: %w", err)
	}
	envelope, err := signer.SignPayload(ctx, payloadType, body)
	if err != nil {
		return nil, fmt.Errorf("sign case: %w", err)
	}
	return encodeEnvelope(envelope)
}

func encodeEnvelope(e *dsse.Envelope) ([]byte, error) {
	text, err := json.MarshalIndent(e, "", "  ")
	return append(text, '\n'), err
}

// checkSignature tells whether an envelope is that of the case, byte for byte. The
// key is the one that must have signed; nil is the one that the envelope names,
// which shows only that nothing was altered since by somebody without that key.
func checkSignature(ctx context.Context, text []byte, m *Manifest, manifestSum, head string, key *Key) (*Key, error) {
	var envelope dsse.Envelope
	if err := json.Unmarshal(text, &envelope); err != nil {
		return nil, fmt.Errorf("it is malformed: %w", err)
	}
	if again, err := encodeEnvelope(&envelope); err != nil || !bytes.Equal(again, text) {
		return nil, errors.New("it is not written as a signature is")
	}
	if len(envelope.Signatures) != 1 || envelope.PayloadType != payloadType {
		return nil, errors.New("it is no signature of a case")
	}
	body, err := envelope.DecodeB64Payload()
	if err != nil {
		return nil, fmt.Errorf("it is malformed: %w", err)
	}
	var signed statement
	if err := json.Unmarshal(body, &signed); err != nil {
		return nil, fmt.Errorf("it is malformed: %w", err)
	}
	named, err := parsePublicKey([]byte(signed.Predicate.PublicKey), "of the signature")
	if err != nil {
		return nil, err
	}
	if key != nil && key.Fingerprint() != named.Fingerprint() {
		return nil, fmt.Errorf("it was made with the key %s, and not with %s", named.Fingerprint(), key.Fingerprint())
	}
	verifier, err := dsse.NewEnvelopeVerifier(named)
	if err != nil {
		return nil, err
	}
	if _, err := verifier.Verify(ctx, &envelope); err != nil {
		return nil, errors.New("it does not fit what it is over")
	}
	want, err := json.Marshal(statementOf(m, manifestSum, head, named.authorized()))
	if err != nil {
		return nil, err
	}
	if !bytes.Equal(want, body) {
		return nil, errors.New("it is over another case, or this one as it was before it was altered")
	}
	return named, nil
}
