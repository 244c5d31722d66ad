package layers

import (
	"bufio"
	"bytes"
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

// form is that of an entry: a layer without its files in a line of JSON, and a
// record of each file, all compressed with zstd. Another form is not understood.
const form = "layer 3"

// keptLayer is what stands before the files.
type keptLayer struct {
	Count             int
	DiffID, Digest    string
	Replaced          []int32
	Links             []Link
	Whiteouts, Opaque []string
	Cut, Odd          []string
	Matches           []document.Match
}

func (k Kept) name(parts ...string) string {
	return strings.TrimPrefix(DigestOf([]byte(strings.Join(parts, "\x00"))), "sha256:")
}

func (k Kept) layerName(diffID, digest string) string {
	return k.name(form, k.Visitor, diffID, digest)
}

// load finds a layer by what it must turn out to be. Who claims that a blob is a layer
// which is known is not believed: the layer was read from that blob.
func (rd Reader) load(diffID, digest string) *Layer {
	l := rd.Kept.load(diffID, digest)
	if l == nil {
		return nil
	}
	names := 0
	for _, f := range l.Files {
		names += len(f.Path) + len(f.LinkTarget)
	}
	if rd.budget.take(len(l.Files), names) != nil {
		return nil // reading it tells what there was no room for
	}
	l.claimed = digest
	return l
}

func (k Kept) load(diffID, digest string) *Layer {
	if k.Visitor == "" || diffID == "" {
		return nil
	}
	packed, ok := k.Area.Load(k.layerName(diffID, digest))
	if !ok {
		return nil
	}
	z, err := zstd.NewReader(bytes.NewReader(packed), zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true))
	if err != nil {
		return nil
	}
	defer z.Close()
	buffered := bufio.NewReaderSize(z, block)
	text, err := buffered.ReadBytes('\n')
	var head keptLayer
	if err != nil || json.Unmarshal(text, &head) != nil || head.DiffID != diffID || head.Count > MaxFiles {
		return nil
	}
	l := &Layer{
		DiffID: diffID, Digest: head.Digest, Files: make([]*document.File, head.Count), Replaced: head.Replaced, Links: head.Links,
		Whiteouts: head.Whiteouts, Opaque: head.Opaque, Cut: head.Cut, Odd: head.Odd, Matches: head.Matches, kept: true,
	}
	records := newRecordReader(buffered)
	for i := range l.Files {
		l.Files[i] = &document.File{}
		if err := records.read(l.Files[i]); err != nil {
			return nil
		}
	}
	l.own()
	return l
}

// store keeps a layer that was visited whole, and as it is by itself: what other
// layers did to its files, or have for its links, is not kept.
func (k Kept) store(l *Layer, matches []document.Match) {
	if k.Visitor == "" || l.kept || l.over || !l.verified {
		return
	}
	var packed bytes.Buffer
	z, err := zstd.NewWriter(&packed, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(1), zstd.WithLowerEncoderMem(true))
	if err != nil {
		return
	}
	buffered := bufio.NewWriterSize(z, block)
	err = json.NewEncoder(buffered).Encode(keptLayer{
		Count: len(l.Files), DiffID: l.DiffID, Digest: l.Digest, Replaced: l.Replaced, Links: l.Links,
		Whiteouts: l.Whiteouts, Opaque: l.Opaque, Cut: l.Cut, Odd: l.Odd, Matches: matches,
	})
	records := newRecordWriter(buffered)
	for _, f := range l.Files {
		own := *f // of each its own: the next record is held against it
		own.Layer, own.DeletedIn = "", ""
		if f.HardLink != "" {
			own.Change = document.Change{Path: f.Path, Kind: f.Kind, Type: document.Regular, Mode: f.Mode, UID: f.UID, GID: f.GID, Mtime: f.Mtime,
				Capabilities: f.Capabilities, HardLink: f.HardLink}
		}
		if err == nil {
			err = records.write(&own)
		}
	}
	if err == nil {
		err = buffered.Flush()
	}
	if closed := z.Close(); err == nil && closed == nil {
		k.Area.Store(k.layerName(l.DiffID, l.claimed), packed.Bytes())
	}
}

// imageForm is that of a kept image without its layers.
const imageForm = "image 2"

// keptImage is what an engine says of an image, apart from its layers.
type keptImage struct {
	Ref    string
	Tags   []string
	Config []byte
	// Claimed are the digests that were given for the layers.
	Claimed []string
}

// Remember keeps what an engine told of an image that has an ID there, so that it
// need not be asked for the whole image when its layers are kept as well.
func (rd Reader) Remember(ref, id string, image *Image) {
	if rd.Kept.Visitor == "" || len(image.Gaps) > 0 {
		return
	}
	kept := keptImage{Ref: image.Ref, Tags: image.Config.Tags, Config: image.raw}
	for _, l := range image.Layers {
		kept.Claimed = append(kept.Claimed, l.claimed)
	}
	text, err := json.Marshal(kept)
	if err == nil {
		rd.Kept.Area.Store(rd.Kept.name(imageForm, ref, id), text)
	}
}

// Recall is an image that was remembered, with its layers; nil when something of it
// is not kept.
func (rd Reader) Recall(ref, id string) *Image {
	if rd.Kept.Visitor == "" {
		return nil
	}
	text, ok := rd.Kept.Area.Load(rd.Kept.name(imageForm, ref, id))
	var found keptImage
	if !ok || json.Unmarshal(text, &found) != nil {
		return nil
	}
	config, err := ParseConfig(found.Config)
	if err != nil || len(config.Layers) != len(found.Claimed) {
		return nil
	}
	config.Tags = found.Tags
	image := &Image{Ref: found.Ref, Config: config}
	rd = rd.begin()
	loaded := map[string]*Layer{}
	for i, id := range config.Layers {
		l, ok := loaded[id]
		if !ok {
			if l = rd.load(id, found.Claimed[i]); l == nil {
				return nil
			}
			loaded[id] = l
		}
		image.Layers = append(image.Layers, l)
	}
	return image
}
