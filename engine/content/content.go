// Package content tells what a file is by its bytes alone. The bytes are an
// attacker's: every answer is bounded in time and size.
package content

import (
	"bytes"
	"debug/elf"
	"io"
	"math"
	"path"
	"strings"
	"unicode/utf8"
	"unique"

	"github.com/gabriel-vasile/mimetype"

	"github.com/rummage-scanner/rummage/document"
)

// Magic is the media type that a content shows, without parameters.
func Magic(data []byte) string {
	if len(data) == 0 {
		return "inode/x-empty"
	}
	magic, _, _ := strings.Cut(mimetype.Detect(data).String(), ";")
	return unique.Make(magic).Value() // one string for all files of a type
}

// maxInterpreter bounds the first line of a script, as the kernel does.
const maxInterpreter = 256

// Interpreter is the program that a script's first line names; for env it is
// the one that env starts.
func Interpreter(data []byte) string {
	line, ok := bytes.CutPrefix(data[:min(len(data), maxInterpreter)], []byte("#!"))
	if !ok {
		return ""
	}
	line, _, _ = bytes.Cut(line, []byte("\n"))
	fields := strings.Fields(string(line))
	if len(fields) == 0 {
		return ""
	}
	if path.Base(fields[0]) == "env" {
		for _, field := range fields[1:] {
			if !strings.HasPrefix(field, "-") && !strings.Contains(field, "=") {
				return document.Text(field)
			}
		}
	}
	return document.Text(fields[0])
}

// IsText tells whether a content is text in UTF-8.
func IsText(data []byte) bool {
	return utf8.Valid(data) && !bytes.ContainsRune(data, 0)
}

// Program is what an ELF file shows.
type Program struct {
	// Architecture is what it is for, by the names that images use; empty for
	// one that no image is made for.
	Architecture string
	// Entropy is Shannon's, in bits a byte rounded to hundredths, of the
	// executable segments; 0 when there are none.
	Entropy float64
}

// ELF reads the headers of an ELF file that the kernel reads, and no others: a
// packer may have broken those of its sections. It tells nothing of other
// contents.
func ELF(data []byte) (p Program) {
	if !bytes.HasPrefix(data, []byte(elf.ELFMAG)) {
		return Program{}
	}
	// Package elf is not made for hostile files: none of them may end a scan.
	defer func() {
		if recover() != nil {
			p = Program{}
		}
	}()
	f, err := elf.NewFile(withoutSections(data))
	if err != nil {
		return Program{}
	}
	return Program{Architecture: architectureOf(f), Entropy: entropyOf(f, data)}
}

// maxHeader is the size of the header of a 64-bit file, the larger one.
const maxHeader = 64

// withoutSections is an ELF file in which the header tells of no sections.
func withoutSections(data []byte) io.ReaderAt {
	header := bytes.Clone(data[:min(len(data), maxHeader)])
	offset, counts := 40, 60 // e_shoff; e_shnum and e_shstrndx
	width := 8
	if len(header) > elf.EI_CLASS && elf.Class(header[elf.EI_CLASS]) == elf.ELFCLASS32 {
		offset, counts, width = 32, 48, 4
	}
	if len(header) >= counts+4 {
		clear(header[offset : offset+width])
		clear(header[counts : counts+4])
	}
	return patched{header, data}
}

// patched is data of which the first bytes are others.
type patched struct{ first, data []byte }

func (p patched) ReadAt(out []byte, at int64) (int, error) {
	n, err := bytes.NewReader(p.data).ReadAt(out, at)
	if at >= 0 && at < int64(len(p.first)) {
		copy(out[:n], p.first[at:])
	}
	return n, err
}

// architectureOf has the names of https://go.dev/doc/install/source#environment
// for GOARCH, which the OCI image specification uses.
func architectureOf(f *elf.File) string {
	little := f.Data == elf.ELFDATA2LSB
	switch {
	case f.Machine == elf.EM_X86_64:
		return "amd64"
	case f.Machine == elf.EM_386:
		return "386"
	case f.Machine == elf.EM_AARCH64 && little:
		return "arm64"
	case f.Machine == elf.EM_ARM && little:
		return "arm"
	case f.Machine == elf.EM_PPC64 && little:
		return "ppc64le"
	case f.Machine == elf.EM_S390:
		return "s390x"
	case f.Machine == elf.EM_RISCV && f.Class == elf.ELFCLASS64:
		return "riscv64"
	case f.Machine == elf.EM_LOONGARCH:
		return "loong64"
	case f.Machine == elf.EM_MIPS && f.Class == elf.ELFCLASS64 && little:
		return "mips64le"
	}
	return ""
}

func entropyOf(f *elf.File, data []byte) (bits float64) {
	// One table would have each byte wait for the one before that is the same.
	var tables [4][256]uint32
	total := 0
	for _, p := range f.Progs {
		if p.Type != elf.PT_LOAD || p.Flags&elf.PF_X == 0 || p.Off >= uint64(len(data)) {
			continue
		}
		segment := data[p.Off:]
		segment = segment[:min(p.Filesz, uint64(len(segment)))]
		whole := len(segment) &^ 3
		for i := 0; i < whole; i += 4 {
			four := segment[i : i+4 : i+4]
			tables[0][four[0]]++
			tables[1][four[1]]++
			tables[2][four[2]]++
			tables[3][four[3]]++
		}
		for _, b := range segment[whole:] {
			tables[0][b]++
		}
		if total += len(segment); total > len(data) {
			break // segments that overlap
		}
	}
	for b := range 256 {
		if n := uint64(tables[0][b]) + uint64(tables[1][b]) + uint64(tables[2][b]) + uint64(tables[3][b]); n > 0 {
			share := float64(n) / float64(total)
			bits -= share * math.Log2(share)
		}
	}
	return math.Round(bits*100) / 100
}
