package layers

import (
	"encoding/json"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/rummage-scanner/rummage/cache"
	"github.com/rummage-scanner/rummage/document"
)

// Kept is where layers are kept that were read before, with what their visitor
// learned of the contents. The zero value keeps none.
type Kept struct {
	Area cache.Area
	// Visitor names everything that what a visitor learns depends on, apart from
	// the contents: its rules, its bounds and the version of the program.
	Visitor string
}

// form is that of an entry; another one is not understood.
const form = "layer 1"

func (k Kept) name(diffID string) string {
	return strings.TrimPrefix(DigestOf([]byte(strings.Join([]string{form, k.Visitor, diffID}, "\x00"))), "sha256:")
}

// load finds a layer by what it must turn out to be.
func (k Kept) load(diffID string) *Layer {
	if k.Visitor == "" || diffID == "" {
		return nil
	}
	packed, ok := k.Area.Load(k.name(diffID))
	if !ok {
		return nil
	}
	z, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return nil
	}
	defer z.Close()
	text, err := z.DecodeAll(packed, nil)
	if err != nil {
		return nil
	}
	l := &Layer{}
	if err := json.Unmarshal(text, l); err != nil || l.DiffID != diffID {
		return nil
	}
	l.kept = true
	return l
}

// store keeps a layer that was visited whole. What other layers did to its files
// is not kept.
func (k Kept) store(l *Layer, matches []document.Match) {
	if k.Visitor == "" || l.kept {
		return
	}
	own := *l
	own.Matches = matches
	own.Files = make([]*document.File, len(l.Files))
	for i, f := range l.Files {
		if f.DeletedIn != "" && f.DeletedIn != l.DiffID {
			alive := *f
			alive.DeletedIn = ""
			f = &alive
		}
		own.Files[i] = f
	}
	text, err := json.Marshal(own)
	if err != nil {
		return
	}
	z, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return
	}
	defer z.Close()
	k.Area.Store(k.name(l.DiffID), z.EncodeAll(text, nil))
}
