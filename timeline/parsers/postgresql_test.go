package parsers

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rummage-scanner/rummage/timeline"
)

func TestPostgresql(t *testing.T) {
	got := parseText(t, postgresql(), "/var/log/postgresql/postgresql-15-main.log", sampleText(t, "postgresql/postgresql.log"))
	expectText(t, got, []string{
		`2026-11-25T00:34:18.133Z postgresql:application_log:entry  31: LOG:  starting PostgreSQL 15.20 (Debian 15.20-0+deb12u1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14+deb12u1) 12.2.0, 64-bit {severity=LOG}`,
		`2026-11-25T00:34:18.16Z postgresql:application_log:entry  31: LOG:  database system is ready to accept connections {severity=LOG}`,
		`2026-11-25T00:34:20.253Z postgresql:application_log:entry @192.0.2.7 41: LOG:  connection received: host=192.0.2.7 port=45540 {port=45540 | severity=LOG}`,
		`2026-11-25T00:34:20.254Z postgresql:application_log:entry postgres 41: LOG:  connection authorized: user=postgres database=postgres application_name=psql {database=postgres | severity=LOG}`,
		"2026-11-25T00:34:20.26Z postgresql:application_log:entry  41: LOG:  statement: select 1;\n\tselect \"no\" {severity=LOG}",
		`2026-11-25T00:34:20.26Z postgresql:application_log:entry  41: ERROR:  column "no" does not exist at character 18 {severity=ERROR}`,
		"2026-11-25T00:34:20.26Z postgresql:application_log:entry  41: STATEMENT:  select 1;\n\tselect \"no\" {severity=STATEMENT}",
		`2026-11-25T00:34:20.261Z postgresql:application_log:entry postgres@192.0.2.7 41: LOG:  disconnection: session time: 0:00:00.007 user=postgres database=postgres host=192.0.2.7 port=45540 {database=postgres | port=45540 | severity=LOG}`,
		`2026-11-25T00:34:20.319Z postgresql:application_log:entry @192.0.2.7 43: LOG:  connection received: host=192.0.2.7 port=45548 {port=45548 | severity=LOG}`,
		`2026-11-25T00:34:20.32Z postgresql:application_log:entry nobody 43: LOG:  connection authorized: user=nobody database=shop application_name=psql {database=shop | severity=LOG}`,
		`2026-11-25T00:34:20.32Z postgresql:application_log:entry  43: FATAL:  role "nobody" does not exist {severity=FATAL}`,
		`2026-11-25T00:34:20.367Z postgresql:application_log:entry @192.0.2.7 45: LOG:  connection received: host=192.0.2.7 port=45556 {port=45556 | severity=LOG}`,
		`2026-11-25T00:34:20.368Z postgresql:application_log:entry postgres 45: LOG:  connection authorized: user=postgres database=postgres application_name=psql {database=postgres | severity=LOG}`,
		"2026-11-25T00:34:20.369Z postgresql:application_log:entry  45: LOG:  statement: copy (select 1) to program 'id'\nuid=101(postgres) gid=105(postgres) groups=105(postgres),102(ssl-cert) {severity=LOG}",
	}, nil)
}

func TestPostgresqlCSV(t *testing.T) {
	got := parseText(t, postgresql(), "/var/log/postgresql/postgresql.csv", sampleText(t, "postgresql/postgresql.csv"))
	expectText(t, got, []string{
		`2026-11-25T00:34:18.133Z postgresql:application_log:entry  31: LOG:  starting PostgreSQL 15.20 (Debian 15.20-0+deb12u1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14+deb12u1) 12.2.0, 64-bit {severity=LOG | sqlstate=00000}`,
		`2026-11-25T00:34:20.253Z postgresql:application_log:entry @192.0.2.7 41: LOG:  connection received: host=192.0.2.7 port=45540 {port=45540 | severity=LOG | sqlstate=00000}`,
		`2026-11-25T00:34:20.254Z postgresql:application_log:entry postgres@192.0.2.7 41: LOG:  connection authorized: user=postgres database=postgres application_name=psql {command=authentication | database=postgres | port=45540 | severity=LOG | sqlstate=00000}`,
		"2026-11-25T00:34:20.26Z postgresql:application_log:entry postgres@192.0.2.7 41: LOG:  statement: select 1;\nselect \"no\" {application=psql | command=idle | database=postgres | port=45540 | severity=LOG | sqlstate=00000 | statement=select 1;\nselect \"no\"}",
		"2026-11-25T00:34:20.26Z postgresql:application_log:entry postgres@192.0.2.7 41: ERROR:  column \"no\" does not exist {application=psql | command=SELECT | database=postgres | port=45540 | severity=ERROR | sqlstate=42703 | statement=select 1;\nselect \"no\"}",
		`2026-11-25T00:34:20.261Z postgresql:application_log:entry postgres@192.0.2.7 41: LOG:  disconnection: session time: 0:00:00.007 user=postgres database=postgres host=192.0.2.7 port=45540 {application=psql | command=idle | database=postgres | port=45540 | severity=LOG | sqlstate=00000}`,
		`2026-11-25T00:34:20.32Z postgresql:application_log:entry nobody@192.0.2.7 43: LOG:  connection authorized: user=nobody database=shop application_name=psql {command=authentication | database=shop | port=45548 | severity=LOG | sqlstate=00000}`,
		`2026-11-25T00:34:20.368Z postgresql:application_log:entry postgres@192.0.2.7 45: LOG:  connection authorized: user=postgres database=postgres application_name=psql {command=authentication | database=postgres | port=45556 | severity=LOG | sqlstate=00000}`,
	}, nil)
}

func TestPostgresqlJSON(t *testing.T) {
	got := parseText(t, postgresql(), "/var/log/postgresql/postgresql.json", sampleText(t, "postgresql/postgresql.json"))
	expectText(t, got, []string{
		`2026-11-25T00:34:18.133Z postgresql:application_log:entry  31: LOG:  starting PostgreSQL 15.20 (Debian 15.20-0+deb12u1) on x86_64-pc-linux-gnu, compiled by gcc (Debian 12.2.0-14+deb12u1) 12.2.0, 64-bit {severity=LOG}`,
		`2026-11-25T00:34:20.253Z postgresql:application_log:entry @192.0.2.7 41: LOG:  connection received: host=192.0.2.7 port=45540 {port=45540 | severity=LOG}`,
		`2026-11-25T00:34:20.254Z postgresql:application_log:entry postgres@192.0.2.7 41: LOG:  connection authorized: user=postgres database=postgres application_name=psql {command=authentication | database=postgres | port=45540 | severity=LOG}`,
		"2026-11-25T00:34:20.26Z postgresql:application_log:entry postgres@192.0.2.7 41: LOG:  statement: select 1;\nselect \"no\" {application=psql | command=idle | database=postgres | port=45540 | severity=LOG | statement=select 1;\nselect \"no\"}",
		"2026-11-25T00:34:20.26Z postgresql:application_log:entry postgres@192.0.2.7 41: ERROR:  column \"no\" does not exist {application=psql | command=SELECT | database=postgres | port=45540 | severity=ERROR | sqlstate=42703 | statement=select 1;\nselect \"no\"}",
		`2026-11-25T00:34:20.32Z postgresql:application_log:entry nobody@192.0.2.7 43: LOG:  connection authorized: user=nobody database=shop application_name=psql {command=authentication | database=shop | port=45548 | severity=LOG}`,
		`2026-11-25T00:34:20.368Z postgresql:application_log:entry postgres@192.0.2.7 45: LOG:  connection authorized: user=postgres database=postgres application_name=psql {command=authentication | database=postgres | port=45556 | severity=LOG}`,
	}, nil)
}

func TestPostgresqlLines(t *testing.T) {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Fatal(err)
	}
	got := parseText(t, postgresql(), "/var/log/postgresql/postgresql-15-main.log", strings.Join([]string{
		"2026-07-01 10:00:00.5 CEST [7] alice@shop ERROR:  a:  b",
		"2026-07-01 10:00:00 CET [7] LOG:  x",
		"2026-07-01 10:00:00 EST [7] LOG:  x",
		"2026-07-01 10:00:00 UTC [7] LOG:  x",
		"2026-07-01 10:00:00 +0530 [7] LOG:  x",
		"2026-07-01 10:00:00 XYZ [7] LOG:  x",
		"2026-07-01 10:00:00 [7] LOG:  x",
		"2026-07-01 10:00:00 CEST",
		"2026-07-01 10:00:00",
		"2026-07-32 10:00:00 CEST [7] LOG:  x",
	}, "\n"), func(in *timeline.Input) { in.Zone = berlin })
	expectText(t, got, []string{
		"2026-07-01T08:00:00.5Z postgresql:application_log:entry alice 7: alice@shop ERROR:  a:  b {database=shop | severity=ERROR}",
		"2026-07-01T09:00:00Z postgresql:application_log:entry  7: LOG:  x {severity=LOG}",
		"2026-07-01T15:00:00Z postgresql:application_log:entry  7: LOG:  x {severity=LOG}",
		"2026-07-01T10:00:00Z postgresql:application_log:entry  7: LOG:  x {severity=LOG}",
		"2026-07-01T04:30:00Z postgresql:application_log:entry  7: LOG:  x {severity=LOG}",
		"2026-07-01T08:00:00Z postgresql:application_log:entry  7: LOG:  x {severity=LOG}",
		"2026-07-01T08:00:00Z postgresql:application_log:entry  7: LOG:  x {severity=LOG}",
		"2026-07-01T08:00:00Z postgresql:application_log:entry : \n2026-07-01 10:00:00",
	}, map[string]int{"lines with impossible times": 1})
	var assumed []string
	for _, e := range got.events {
		assumed = append(assumed, e.Assumed)
	}
	const zone = "the time zone, from /etc/localtime"
	const named = "that CEST is the time zone, from /etc/localtime"
	want := []string{named, "the offset of CET", "the offset of EST", "", "", zone, zone, named}
	if !slices.Equal(assumed, want) {
		t.Errorf("assumed %q, want %q", assumed, want)
	}
}

// A statement in quotes makes no records, whatever it looks like.
func TestPostgresqlCSVQuotes(t *testing.T) {
	const record = `2026-11-25 01:34:20.260 UTC,"bob","shop",41,"192.0.2.7:5",1,1,"idle",2026-11-25 01:34:20 UTC,3/2,0,LOG,00000,`
	got := parseText(t, postgresql(), "/var/log/postgresql/postgresql.csv",
		"cut\n"+record+"\"statement: select\n"+record+"\n2026-11-25 01:34:20 UTC,x \"\"y\"\"\n\"\n"+record+"two\n2026-11-25 01:34:21 UTC,few\n")
	if len(got.events) != 3 || got.skipped["lines without a time"] != 1 {
		t.Fatalf("%d events, passed over %v", len(got.events), got.skipped)
	}
	if got.events[0].User != "bob" || got.events[1].Message != "LOG:  two" || got.events[2].Message != "2026-11-25 01:34:21 UTC,few" {
		t.Errorf("%q", got.shown())
	}
}

// A record that is cut does not take those that follow with it.
func TestPostgresqlCSVLong(t *testing.T) {
	const record = "2026-11-25 01:34:20.260 UTC,bob,shop,41,192.0.2.7:5,1,1,idle,2026-11-25 01:34:20 UTC,3/2,0,LOG,00000,"
	got := parseText(t, postgresql(), "/var/log/postgresql/postgresql.csv", record+`"`+strings.Repeat("x", 2*maxLine)+"\"\n"+record+"two\n")
	if len(got.events) != 2 || got.events[1].Message != "LOG:  two" || got.skipped[longLine] != 1 {
		t.Errorf("%d events, passed over %v", len(got.events), got.skipped)
	}
}
