package parsers

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"

	"github.com/rummage-scanner/rummage/timeline"
)

// sqliteWAL tells of changes of SQLite files that are perhaps not in them yet. The
// parsers of those files do not read them: they are pages, which only say something
// in the place of others.
func sqliteWAL() timeline.Parser {
	return timeline.Parser{
		Name:   "sqlite_wal",
		Source: timeline.History,
		Files: []string{
			"/**/places.sqlite-wal", "/**/{Default,Profile *,Guest Profile}/History-wal",
			"/var/lib/dnf/*.sqlite-wal", "/usr/lib/sysimage/{dnf,libdnf5}/*.sqlite-wal",
			"/var/lib/fail2ban/*.sqlite3-wal", "/var/lib/{lastlog,wtmpdb}/*.db-wal",
		},
		Parse: parseSQLiteWAL,
	}
}

// parseSQLiteWAL counts the pages, by https://www.sqlite.org/fileformat.html: a header
// of 32 bytes with the size of pages, and for each page one of 24, with the salt of the
// header when it was not written over.
func parseSQLiteWAL(in *timeline.Input, _ func(timeline.Event)) error {
	var header [32]byte
	_, err := io.ReadFull(in.Content, header[:])
	if errors.Is(err, io.EOF) {
		return nil // nothing is left to write
	}
	if err != nil {
		return fmt.Errorf("read write-ahead log: %w", err)
	}
	size := binary.BigEndian.Uint32(header[8:])
	if binary.BigEndian.Uint32(header[:])&^1 != 0x377f0682 || size < 512 || size > 65536 {
		return errors.New("no write-ahead log of SQLite")
	}
	for {
		var frame [24]byte
		if _, err := io.ReadFull(in.Content, frame[:]); err != nil || [8]byte(frame[8:16]) != [8]byte(header[16:24]) {
			return nil
		}
		if _, err := io.CopyN(io.Discard, in.Content, int64(size)); err != nil {
			return nil // it is not whole, and thus not written
		}
		in.Skip("pages that are perhaps not in the database yet, and are not read")
	}
}
