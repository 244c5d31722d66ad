package parsers

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ncruces/go-sqlite3"
	"github.com/ncruces/go-sqlite3/util/ioutil"
	"github.com/ncruces/go-sqlite3/vfs/readervfs"

	"github.com/rummage-scanner/rummage/timeline"
)

// The bounds of what is read of an SQLite file, and of what SQLite needs for it. A file
// can have tables and views that take ages, and claim anything of its pages.
const (
	maxQueryTime   = 30 * time.Second
	maxQueryMemory = 128 << 20 // bytes
	maxQueryRows   = 2_000_000
	maxQueryText   = 16 << 10 // bytes of a column; what is longer is cut
	maxQueryLength = 8 << 20  // bytes of a row
)

// query asks for rows that are events.
type query struct {
	// sql has the query, for each version of the tables: the first one that they
	// answer is taken.
	sql []string
	// read makes events of a row.
	read func(r row, emit func(timeline.Event))
}

// readSQLite is the Parse of a file that queries are put to. It is read as it is: what
// is in a write-ahead log beside it (NAME-wal) and not yet in it is not seen.
func readSQLite(queries ...query) func(*timeline.Input, func(timeline.Event)) error {
	return func(in *timeline.Input, emit func(timeline.Event)) error {
		f, err := in.File()
		if err != nil {
			return fmt.Errorf("read SQLite file: %w", err)
		}
		if err := querySQLite(f, queries, in, emit); err != nil {
			return fmt.Errorf("read SQLite file: %w", err)
		}
		return nil
	}
}

func querySQLite(f *os.File, queries []query, in *timeline.Input, emit func(timeline.Event)) (err error) {
	// SQLite runs as code in a sandbox: a fault of it, which only memory that is
	// damaged can bring about, is a panic.
	defer func() {
		if fault := recover(); fault != nil {
			err = fmt.Errorf("SQLite broke off: %v", fault)
		}
	}()
	ctx, cancel := context.WithTimeout(context.Background(), maxQueryTime)
	defer cancel()
	db, err := openSQLite(ctx, f)
	if err != nil {
		return err
	}
	defer db.Close()
	answered := 0
	for _, q := range queries {
		stmt, prepareErr := q.prepare(db)
		if prepareErr != nil {
			err = prepareErr
			continue
		}
		answered++
		if err := q.run(stmt, in, emit); err != nil {
			return err
		}
	}
	switch {
	case answered == 0:
		return err
	case answered < len(queries):
		in.Skip("tables that are not as known")
	}
	return nil
}

// sqliteFiles counts the files that were opened, to name them.
var sqliteFiles atomic.Int64

// openSQLite opens a file so that nothing but reading its tables is possible.
func openSQLite(ctx context.Context, f *os.File) (*sqlite3.Conn, error) {
	name := "artefact-" + strconv.FormatInt(sqliteFiles.Add(1), 10)
	readervfs.Create(name, ioutil.NewSizeReaderAt(f))
	defer readervfs.Delete(name) // it is only looked for to open it
	db, err := sqlite3.OpenContext(sqlite3.WithMaxMemory(ctx, maxQueryMemory), "file:"+name+"?vfs=reader&mode=ro")
	if err != nil {
		return nil, err
	}
	if err := confine(ctx, db); err != nil {
		db.Close()
		return nil, err
	}
	return db, nil
}

func confine(ctx context.Context, db *sqlite3.Conn) error {
	db.SetInterrupt(ctx)
	db.Limit(sqlite3.LIMIT_LENGTH, maxQueryLength)
	db.Limit(sqlite3.LIMIT_ATTACHED, 0)
	for option, value := range map[sqlite3.DBConfig]bool{
		sqlite3.DBCONFIG_DEFENSIVE:      true,
		sqlite3.DBCONFIG_TRUSTED_SCHEMA: false,
		sqlite3.DBCONFIG_ENABLE_TRIGGER: false,
		sqlite3.DBCONFIG_ENABLE_VIEW:    false,
	} {
		if _, err := db.Config(option, value); err != nil {
			return err
		}
	}
	// Temporary tables would be files of the machine that this runs on.
	if err := db.Exec("PRAGMA temp_store = MEMORY"); err != nil {
		return err
	}
	return db.SetAuthorizer(func(action sqlite3.AuthorizerActionCode, _, _, _, _ string) sqlite3.AuthorizerReturnCode {
		switch action {
		case sqlite3.AUTH_SELECT, sqlite3.AUTH_READ, sqlite3.AUTH_FUNCTION:
			return sqlite3.AUTH_OK
		}
		return sqlite3.AUTH_DENY
	})
}

// prepare takes the first version that the tables answer.
func (q *query) prepare(db *sqlite3.Conn) (stmt *sqlite3.Stmt, err error) {
	for _, sql := range q.sql {
		if stmt, _, err = db.Prepare(sql); err == nil {
			return stmt, nil
		}
	}
	return nil, err
}

func (q *query) run(stmt *sqlite3.Stmt, in *timeline.Input, emit func(timeline.Event)) error {
	defer stmt.Close()
	r := row{stmt: stmt, in: in}
	for r.n < maxQueryRows && stmt.Step() {
		r.n++
		q.read(r, emit)
	}
	err := stmt.Err()
	switch {
	case errors.Is(err, sqlite3.INTERRUPT):
		return fmt.Errorf("a query took more than %v", maxQueryTime)
	case err == nil && r.n == maxQueryRows:
		in.Skip("tables with more rows than are read")
	}
	return err
}

// row is one of the answer to a query.
type row struct {
	stmt *sqlite3.Stmt
	in   *timeline.Input
	n    int64
}

func (r row) int(column int) int64 { return r.stmt.ColumnInt64(column) }

func (r row) null(column int) bool { return r.stmt.ColumnType(column) == sqlite3.NULL }

func (r row) text(column int) string {
	b := r.stmt.ColumnRawText(column)
	return strings.ToValidUTF8(string(b[:min(len(b), maxQueryText)]), "\uFFFD")
}

// number is the text of a number that is there and not 0.
func (r row) number(column int) string {
	if n := r.int(column); n != 0 {
		return strconv.FormatInt(n, 10)
	}
	return ""
}

// event begins the event of a row at a time, if there is one.
func (r row) event(when time.Time, what, kind string) (timeline.Event, bool) {
	if when.Unix() <= 0 || when.Year() > 2255 {
		r.in.Skip("rows without a time")
		return timeline.Event{}, false
	}
	return timeline.Event{Time: when.UTC(), What: what, Type: kind, Line: r.n}, true
}

func (r row) seconds(column int) time.Time { return time.Unix(r.int(column), 0) }
func (r row) micros(column int) time.Time  { return time.UnixMicro(r.int(column)) }

// webkit is the time of a column with microseconds from 1601 on.
func (r row) webkit(column int) time.Time {
	const to1970 = 11_644_473_600 // seconds
	n := r.int(column)
	return time.Unix(n/1e6-to1970, n%1e6*1000)
}
