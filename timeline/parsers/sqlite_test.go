package parsers

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/ncruces/go-sqlite3"

	"github.com/rummage-scanner/rummage/timeline"
)

// madeBy makes an SQLite file of statements.
func madeBy(t testing.TB, statements string) []byte {
	t.Helper()
	name := filepath.Join(t.TempDir(), "db")
	db, err := sqlite3.Open("file:" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Exec(statements); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// firefoxTables are those of Firefox that are read, with what else they have left out.
const firefoxTables = `
CREATE TABLE moz_places (id INTEGER PRIMARY KEY, url LONGVARCHAR, title LONGVARCHAR, rev_host LONGVARCHAR, visit_count INTEGER DEFAULT 0, last_visit_date INTEGER);
CREATE TABLE moz_historyvisits (id INTEGER PRIMARY KEY, from_visit INTEGER, place_id INTEGER, visit_date INTEGER, visit_type INTEGER, session INTEGER);
CREATE TABLE moz_anno_attributes (id INTEGER PRIMARY KEY, name VARCHAR(32) UNIQUE NOT NULL);
CREATE TABLE moz_annos (id INTEGER PRIMARY KEY, place_id INTEGER NOT NULL, anno_attribute_id INTEGER, content LONGVARCHAR, dateAdded INTEGER DEFAULT 0);
INSERT INTO moz_places VALUES (1, 'https://example.org/', 'Example', 'gro.elpmaxe.', 2, 0), (2, 'https://example.org/tool', NULL, '', 1, 0);
INSERT INTO moz_historyvisits VALUES (1, 0, 1, 1709283600654321, 2, 0), (2, 1, 2, 1709283700000000, 7, 0), (3, 0, 2, 0, 1, 0);
INSERT INTO moz_anno_attributes VALUES (4, 'downloads/destinationFileURI'), (5, 'other');
INSERT INTO moz_annos VALUES (1, 2, 4, 'file:///tmp/tool', 1709283700000001), (2, 2, 5, 'x', 1709283700000001);`

// dnf5Tables are those of dnf 5 that are read.
const dnf5Tables = `
CREATE TABLE trans_state (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO trans_state VALUES (1, 'Started'), (2, 'Ok'), (3, 'Error');
CREATE TABLE trans (id INTEGER PRIMARY KEY, dt_begin INTEGER NOT NULL, dt_end INTEGER, rpmdb_version_begin TEXT, rpmdb_version_end TEXT,
 releasever TEXT NOT NULL, user_id INTEGER NOT NULL, description TEXT, comment TEXT, state_id INTEGER);
CREATE TABLE repo (id INTEGER PRIMARY KEY, repoid TEXT NOT NULL);
CREATE TABLE pkg_name (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE arch (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE trans_item_action (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO trans_item_action VALUES (1, 'Install'), (2, 'Upgrade');
CREATE TABLE trans_item (id INTEGER PRIMARY KEY, trans_id INTEGER, item_id INTEGER, repo_id INTEGER, action_id INTEGER NOT NULL, reason_id INTEGER NOT NULL, state_id INTEGER NOT NULL);
CREATE TABLE rpm (item_id INTEGER NOT NULL UNIQUE, name_id INTEGER NOT NULL, epoch INTEGER NOT NULL, version TEXT NOT NULL, release TEXT NOT NULL, arch_id INTEGER NOT NULL);
INSERT INTO trans VALUES (1, 1709283600, 1709283605, '', '', '41', 4294967295, 'dnf5 install nmap', '', 2);
INSERT INTO repo VALUES (1, 'fedora'); INSERT INTO pkg_name VALUES (1, 'nmap'); INSERT INTO arch VALUES (1, 'x86_64');
INSERT INTO rpm VALUES (1, 1, 4, '7.92', '1.fc41', 1); INSERT INTO trans_item VALUES (1, 1, 1, 1, 1, 2, 2);`

// yumTables are those of yum that are read.
const yumTables = `
CREATE TABLE trans_beg (tid INTEGER PRIMARY KEY, timestamp INTEGER NOT NULL, rpmdb_version TEXT NOT NULL, loginuid INTEGER);
CREATE TABLE trans_end (tid INTEGER PRIMARY KEY REFERENCES trans_beg, timestamp INTEGER NOT NULL, rpmdb_version TEXT NOT NULL, return_code INTEGER NOT NULL);
CREATE TABLE trans_cmdline (tid INTEGER NOT NULL REFERENCES trans_beg, cmdline TEXT NOT NULL);
CREATE TABLE trans_data_pkgs (tid INTEGER NOT NULL REFERENCES trans_beg, pkgtupid INTEGER NOT NULL REFERENCES pkgtups, done BOOL NOT NULL DEFAULT FALSE, state TEXT NOT NULL);
CREATE TABLE pkgtups (pkgtupid INTEGER PRIMARY KEY, name TEXT NOT NULL, arch TEXT NOT NULL, epoch TEXT NOT NULL, version TEXT NOT NULL, release TEXT NOT NULL, checksum TEXT);
INSERT INTO trans_beg VALUES (1, 1513267401, 'x', 1000), (2, 1513267500, 'x', 4294967295);
INSERT INTO trans_end VALUES (1, 1513267409, 'x', 0); INSERT INTO trans_cmdline VALUES (1, 'install nmap');
INSERT INTO pkgtups VALUES (1, 'nmap', 'x86_64', '2', '6.40', '19.el7', ''); INSERT INTO trans_data_pkgs VALUES (1, 1, 'TRUE', 'True-Install');`

func TestSQLite(t *testing.T) {
	tests := []struct {
		parser  timeline.Parser
		path    string
		data    []byte
		want    []string
		skipped map[string]int
	}{
		{chromium(), "/home/alice/.config/chromium/Default/History", sample(t, "sqlite/History.gz"), []string{
			"2026-11-25 00:54:37.760767 Last Visited Time alice: visit of http://127.0.0.1:18765/a.html (A page)",
			"2026-11-25 00:54:49.509647 Last Visited Time alice: visit of http://127.0.0.1:18765/b.html (Second & last)",
			"2026-11-25 00:55:01.089317 Start Time alice: download of http://127.0.0.1:18765/tool.bin to /root/Downloads/tool.bin",
			"2026-11-25 00:55:01.168192 End Time alice: end of download of http://127.0.0.1:18765/tool.bin to /root/Downloads/tool.bin",
		}, nil},
		{firefox(), "/root/.mozilla/firefox/a.default/places.sqlite", madeBy(t, firefoxTables), []string{
			"2024-03-01 09:00:00.654321 Last Visited Time root: visit of https://example.org/ (Example)",
			"2024-03-01 09:01:40 Last Visited Time root: visit of https://example.org/tool",
			"2024-03-01 09:01:40.000001 Start Time root: download of https://example.org/tool to /tmp/tool",
		}, map[string]int{"rows without a time": 1}},
		{dnfHistory(), "/var/lib/dnf/history.sqlite", sample(t, "sqlite/dnf.sqlite.gz"), []string{
			"2026-11-25 00:57:58 Start Time : dnf: -y --installroot=/tmp/rpm/root --releasever=1 --disablerepo=* --setopt=reposdir=/none --setopt=gpgcheck=0 --setopt=localpkg_gpgcheck=0 install /tmp/rpm/repo/noarch/hello-lab-1.0-1.noarch.rpm",
			"2026-11-25 00:57:58 End Time : dnf: end of -y --installroot=/tmp/rpm/root --releasever=1 --disablerepo=* --setopt=reposdir=/none --setopt=gpgcheck=0 --setopt=localpkg_gpgcheck=0 install /tmp/rpm/repo/noarch/hello-lab-1.0-1.noarch.rpm",
			"2026-11-25 00:57:59 Start Time : dnf: -y --installroot=/tmp/rpm/root --releasever=1 --disablerepo=* --setopt=reposdir=/none --setopt=gpgcheck=0 --setopt=localpkg_gpgcheck=0 install /tmp/rpm/repo/noarch/hello-lab-2.0-1.noarch.rpm",
			"2026-11-25 00:57:59 End Time : dnf: end of -y --installroot=/tmp/rpm/root --releasever=1 --disablerepo=* --setopt=reposdir=/none --setopt=gpgcheck=0 --setopt=localpkg_gpgcheck=0 install /tmp/rpm/repo/noarch/hello-lab-2.0-1.noarch.rpm",
			"2026-11-25 00:57:59 Start Time : dnf: -y --installroot=/tmp/rpm/root --releasever=1 --disablerepo=* --setopt=reposdir=/none --setopt=gpgcheck=0 --setopt=localpkg_gpgcheck=0 remove hello-lab",
			"2026-11-25 00:57:59 End Time : dnf: end of -y --installroot=/tmp/rpm/root --releasever=1 --disablerepo=* --setopt=reposdir=/none --setopt=gpgcheck=0 --setopt=localpkg_gpgcheck=0 remove hello-lab",
			"2026-11-25 00:57:58 Added Time : Install hello-lab-1.0-1.noarch",
			"2026-11-25 00:57:59 Added Time : Upgrade hello-lab-2.0-1.noarch",
			"2026-11-25 00:57:59 Added Time : Upgraded hello-lab-1.0-1.noarch",
			"2026-11-25 00:57:59 Added Time : Remove hello-lab-2.0-1.noarch",
		}, nil},
		{dnfHistory(), "/usr/lib/sysimage/libdnf5/transaction_history.sqlite", madeBy(t, dnf5Tables), []string{
			"2024-03-01 09:00:00 Start Time : dnf: dnf5 install nmap",
			"2024-03-01 09:00:05 End Time : dnf: end of dnf5 install nmap",
			"2024-03-01 09:00:00 Added Time : Install nmap-4:7.92-1.fc41.x86_64",
		}, nil},
		{yumHistory(), "/var/lib/yum/history/history-2017-12-14.sqlite", madeBy(t, yumTables), []string{
			"2017-12-14 16:03:21 Start Time : yum: install nmap",
			"2017-12-14 16:03:29 End Time : yum: end of install nmap",
			"2017-12-14 16:05:00 Start Time : yum: transaction 2",
			"2017-12-14 16:03:21 Added Time : True-Install nmap-2:6.40-19.el7.x86_64",
		}, nil},
		{yumHistory(), "/var/lib/yum/history/history-2010-12-14.sqlite", madeBy(t, yumTables+"DROP TABLE trans_cmdline; DROP TABLE trans_data_pkgs"), []string{
			"2017-12-14 16:03:21 Start Time : yum: transaction 1",
			"2017-12-14 16:03:29 End Time : yum: end of transaction 1",
			"2017-12-14 16:05:00 Start Time : yum: transaction 2",
		}, map[string]int{"tables that are not as known": 1}},
		{fail2banDB(), "/var/lib/fail2ban/fail2ban.sqlite3", sample(t, "sqlite/fail2ban.sqlite3.gz"), []string{
			"2024-03-01 09:00:00 Start Time : ban of 203.0.113.66 by jail sshd",
			"2024-03-01 10:00:00 Start Time : ban of 2001:db8::66 by jail sshd",
		}, nil},
		{lastlog2(), "/var/lib/lastlog/lastlog2.db", sample(t, "sqlite/lastlog2.db.gz"), []string{
			"2026-11-25 00:36:05 Last Login Time root: last login of root on pts/0",
			"2026-11-25 00:36:09 Last Login Time alice: last login of alice on pts/0 from 203.0.113.9",
		}, nil},
		{wtmpdb(), "/var/lib/wtmpdb/wtmp.db", sample(t, "sqlite/wtmp.db.gz"), []string{
			"2026-11-25 00:57:57.086537 Start Time : boot of kernel 6.18.44-fc-v657",
			"2026-11-25 00:57:57.11114 Shutdown Time : shutdown of kernel 6.18.44-fc-v657",
			"2026-11-25 00:58:20.000001 Login Time alice: login of alice on pts/0 from 203.0.113.9",
			"2026-11-25 00:59:20.500001 Logout Time alice: logout of alice on pts/0 from 203.0.113.9 after 1m1s",
			"2026-11-25 01:00:00.000001 Login Time bob: login of bob on tty1",
		}, nil},
	}
	for _, test := range tests {
		got := parseBytes(test.parser, test.path, bytes.NewReader(test.data))
		var lines []string
		for _, e := range got.events {
			lines = append(lines, fmt.Sprintf("%s %s %s: %s", e.Time.Format("2006-01-02 15:04:05.999999"), e.What, e.User, e.Message))
		}
		if diff := cmp.Diff(test.want, lines); diff != "" || got.err != nil || !maps.Equal(got.skipped, test.skipped) {
			t.Errorf("%s: %v, skipped %v (-want +got):\n%s", test.path, got.err, got.skipped, diff)
		}
	}
}

func TestSQLiteFields(t *testing.T) {
	got := parseBytes(fail2banDB(), "/var/lib/fail2ban/fail2ban.sqlite3", bytes.NewReader(sample(t, "sqlite/fail2ban.sqlite3.gz")))
	want := timeline.Event{
		Time: time.Unix(1709283600, 0).UTC(), What: "Start Time", Type: "fail2ban:ban", Line: 1, Host: "203.0.113.66",
		Message: "ban of 203.0.113.66 by jail sshd",
		Fields: map[string]string{
			"jail": "sshd", "ban_seconds": "600", "failures": "5",
			"match": "Mar  1 09:00:00 web1 sshd[9]: Failed password for root from 203.0.113.66 port 5 ssh2",
		},
	}
	if diff := cmp.Diff(want, got.events[0]); diff != "" {
		t.Errorf("ban (-want +got):\n%s", diff)
	}
	got = parseBytes(firefox(), "/places.sqlite", bytes.NewReader(madeBy(t, firefoxTables)))
	wantFields := map[string]string{"url": "https://example.org/tool", "visit_type": "download", "visit_count": "1", "from_url": "https://example.org/"}
	if diff := cmp.Diff(wantFields, got.events[1].Fields); diff != "" {
		t.Errorf("visit (-want +got):\n%s", diff)
	}
	got = parseBytes(dnfHistory(), "/history.sqlite", bytes.NewReader(sample(t, "sqlite/dnf.sqlite.gz")))
	wantFields = map[string]string{
		"transaction": "2", "uid": "0", "action": "Upgraded", "package": "hello-lab", "version": "1.0-1", "architecture": "noarch", "repository": "@System",
	}
	if diff := cmp.Diff(wantFields, got.events[8].Fields); diff != "" {
		t.Errorf("package (-want +got):\n%s", diff)
	}
	got = parseBytes(dnfHistory(), "/history.sqlite", bytes.NewReader(madeBy(t, dnf5Tables)))
	wantFields = map[string]string{"transaction": "1", "command_line": "dnf5 install nmap", "state": "Ok"}
	if diff := cmp.Diff(wantFields, got.events[1].Fields); diff != "" {
		t.Errorf("transaction (-want +got):\n%s", diff)
	}
}

// Files that are no database, of other tables, or hostile.
func TestSQLiteHostile(t *testing.T) {
	const path = "/var/lib/fail2ban/fail2ban.sqlite3"
	bans := sample(t, "sqlite/fail2ban.sqlite3.gz")
	tests := []struct {
		name   string
		data   []byte
		events int
		fails  string
	}{
		{"empty", nil, 0, "no such table"},
		{"text", []byte(strings.Repeat("no database\n", 100)), 0, "not a database"},
		{"other tables", madeBy(t, `CREATE TABLE other (a)`), 0, "no such table"},
		{"other columns", madeBy(t, `CREATE TABLE bans (a)`), 0, "no such column"},
		{"cut", bans[:len(bans)/3], 0, "malformed"},
		{"a view that does not end", madeBy(t, `CREATE VIEW bans AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)
			SELECT i AS timeofban, 'x' AS ip, 'y' AS jail, 1 AS bantime, 1 AS bancount, '' AS data FROM n`), 0, "no such table"},
		{"a view", madeBy(t, `CREATE TABLE a (b); INSERT INTO a VALUES (1); CREATE VIEW bans AS SELECT b AS timeofban, b AS ip, b AS jail, b AS bantime, b AS bancount, b AS data FROM a`), 0, "view"},
		{"a generated column that is large", madeBy(t, `CREATE TABLE bans (timeofban, ip, jail, bantime, bancount, data AS (hex(zeroblob(20000000))));
			INSERT INTO bans VALUES (1, 'x', 'y', 1, 1)`), 0, "too big"},
		{"no numbers", madeBy(t, `CREATE TABLE bans (timeofban, ip, jail, bantime, bancount, data);
			INSERT INTO bans VALUES ('x', x'00ff', NULL, 'y', 1e300, '{"matches": 1}'), (1e300, 1, 1, 1, 1, 1), (-5, 1, 1, 1, 1, 1), (5, x'c3', NULL, 'y', NULL, '[')`), 1, ""},
		{"a long text", madeBy(t, `CREATE TABLE bans (timeofban, ip, jail, bantime, bancount, data);
			INSERT INTO bans VALUES (5, hex(zeroblob(1000000)), 'a', 1, 1, '')`), 1, ""},
	}
	for _, test := range tests {
		got := parseBytes(fail2banDB(), path, bytes.NewReader(test.data))
		if len(got.events) != test.events {
			t.Errorf("%s: %d events, %v", test.name, len(got.events), got.err)
		}
		if fails := test.fails != ""; fails != (got.err != nil) || fails && !strings.Contains(got.err.Error(), test.fails) {
			t.Errorf("%s: error %v, want one of %q", test.name, got.err, test.fails)
		}
		for _, e := range got.events {
			if len(e.Message) > 2*maxQueryText {
				t.Errorf("%s: a message of %d bytes", test.name, len(e.Message))
			}
		}
	}
}

// What a file is asked can only be answered by its tables.
func TestSQLiteConfined(t *testing.T) {
	dir := t.TempDir()
	name := filepath.Join(dir, "db")
	if err := os.WriteFile(name, madeBy(t, `CREATE TABLE a (b)`), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	db, err := openSQLite(t.Context(), f)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Exec(`SELECT count(b) FROM a`); err != nil {
		t.Errorf("a table cannot be read: %v", err)
	}
	for _, sql := range []string{
		`ATTACH '` + filepath.Join(dir, "other") + `' AS other`, `INSERT INTO a VALUES (1)`, `CREATE TEMP TABLE c (d)`, `PRAGMA writable_schema = 1`,
		`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n`, `VACUUM INTO '` + filepath.Join(dir, "third") + `'`,
	} {
		if err := db.Exec(sql); err == nil {
			t.Errorf("%s is let through", sql)
		}
	}
	if files, err := os.ReadDir(dir); err != nil || len(files) != 1 {
		t.Errorf("files are there: %v, %v", files, err)
	}
}

// A query that takes ages ends with its time.
func TestSQLiteInterrupted(t *testing.T) {
	name := filepath.Join(t.TempDir(), "db")
	data := madeBy(t, `CREATE TABLE a (b); WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) INSERT INTO a SELECT i FROM n`)
	if err := os.WriteFile(name, data, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := os.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	db, err := openSQLite(ctx, f)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ages := query{[]string{`SELECT 1 FROM a x, a y, a z, a u, a v WHERE x.b + y.b + z.b + u.b + v.b < 0`}, func(row, func(timeline.Event)) {}}
	stmt, err := ages.prepare(db)
	if err != nil {
		t.Fatal(err)
	}
	if err := ages.run(stmt, nil, nil); err == nil || !strings.Contains(err.Error(), "took more than") {
		t.Errorf("error %v", err)
	}
}

func FuzzSQLite(f *testing.F) {
	fuzzParser(f, fail2banDB(), "/var/lib/fail2ban/fail2ban.sqlite3", "sqlite/fail2ban.sqlite3.gz", "sqlite/lastlog2.db.gz", "sqlite/wtmp.db.gz")
}

// A write-ahead log that dnf left is told of, page by page.
func TestSQLiteWAL(t *testing.T) {
	const reason = "pages that are perhaps not in the database yet, and are not read"
	data := sample(t, "sqlite/dnf.sqlite-wal.gz")
	written := bytes.Clone(data)
	copy(written[32+24+4096+8:], "another salt")
	tests := []struct {
		name  string
		data  []byte
		pages int
		fails bool
	}{
		{"whole", data, 43, false},
		{"cut", data[:len(data)-1], 42, false},
		{"begun anew", written, 1, false},
		{"empty", nil, 0, false},
		{"a header alone", data[:32], 0, false},
		{"cut in the header", data[:31], 0, true},
		{"text", bytes.Repeat([]byte("text"), 100), 0, true},
	}
	for _, test := range tests {
		got := parseBytes(sqliteWAL(), "/var/lib/dnf/history.sqlite-wal", bytes.NewReader(test.data))
		if got.skipped[reason] != test.pages || (got.err != nil) != test.fails {
			t.Errorf("%s: skipped %v, %v", test.name, got.skipped, got.err)
		}
	}
}
