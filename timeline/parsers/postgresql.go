package parsers

import (
	"encoding/csv"
	"encoding/json"
	"strconv"
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// postgresql reads the logs of PostgreSQL: text with a prefix that begins "%m [%p] ", as
// it is by default and in Debian, csvlog and jsonlog.
func postgresql() timeline.Parser {
	return timeline.Parser{
		Name:   "postgresql",
		Source: timeline.Database,
		Files: []string{
			"/var/log/postgresql/**/*.{log,csv,json}{,[.-]*}",
			"/var/lib/{postgresql,pgsql}/**/{log,pg_log}/*.{log,csv,json}",
			"/var/log/postgresql*.{log,csv,json}{,[.-]*}",
		},
		Parse: parsePostgresql,
	}
}

func parsePostgresql(in *timeline.Input, emit func(timeline.Event)) error {
	switch {
	case strings.Contains(in.Path, ".csv"):
		return parsePostgresqlCSV(in, emit)
	case strings.Contains(in.Path, ".json"):
		return eachLine(postgresqlJSON)(in, emit)
	}
	return eachLine(postgresqlLine)(in, emit)
}

const postgresqlType = "postgresql:application_log:entry"

// postgresqlLine reads "2026-11-25 01:34:20.260 CET [41] alice@shop LOG:  statement: ...".
// Lines that go on begin with a tab; what programs write is between.
func postgresqlLine(c clock, line string, e *timeline.Event) verdict {
	when, zone, text, ok := postgresqlTime(line)
	if !ok {
		return goesOn
	}
	pid, text, ok := bracketed(strings.TrimPrefix(text, " "))
	if ok {
		e.PID = pidOf(pid)
	}
	head, message, ok := strings.Cut(text, ":  ")
	if !ok {
		head, message = "", text
	}
	who, level, named := cutLast(head, " ")
	if !named {
		who, level = "", head
	}
	if name, database, ok := strings.Cut(strings.TrimSpace(who), "@"); ok {
		e.User = name
		setField(e, "database", database)
	}
	e.What, e.Type, e.Message = recordedTime, postgresqlType, text
	setField(e, "severity", level)
	postgresqlSays(message, e)
	return c.setNamed(e, when, zone)
}

// postgresqlTime reads "2026-11-25 01:34:20.260 CET", whose zone may be "+03" too.
func postgresqlTime(text string) (s stamp, zone, rest string, ok bool) {
	s, rest, ok = isoTime(text)
	if !ok || s.zoned {
		return s, "", rest, ok
	}
	name, ok := strings.CutPrefix(rest, " ")
	if !ok {
		return s, "", text, false
	}
	if end := strings.IndexAny(name, " ,"); end >= 0 {
		name = name[:end]
	}
	if strings.HasPrefix(name, "[") { // a prefix without a zone
		return s, "", rest, true
	}
	return s, name, rest[1+len(name):], true
}

// postgresqlSays takes who is connected from what is said of connections:
// "connection received: host=192.0.2.7 port=45540".
func postgresqlSays(message string, e *timeline.Event) {
	switch what, list, _ := strings.Cut(message, ": "); what {
	case "connection received", "connection authorized", "disconnection":
		for _, pair := range strings.Fields(list) {
			switch name, value, _ := strings.Cut(pair, "="); name {
			case "host":
				e.Host = value
			case "user":
				e.User = value
			case "port", "database":
				setField(e, name, value)
			}
		}
	}
}

// setStatement sets the statement that a message tells of.
func setStatement(message string, e *timeline.Event) {
	if statement, ok := strings.CutPrefix(message, "statement: "); ok {
		setField(e, "statement", statement)
	}
}

// parsePostgresqlCSV reads csvlog, whose records have line ends within quotes. What is
// in quotes begins no record, even if it looks like one.
func parsePostgresqlCSV(in *timeline.Input, emit func(timeline.Event)) error {
	c := clockOf(in)
	// Behind a line that was cut it is not known whether quotes are open.
	inQuotes, cut, unsure := false, false, false
	skip := in.Skip
	in.Skip = func(reason string) {
		cut = cut || reason == longLine
		skip(reason)
	}
	return readLog(in, emit, func(line string, e *timeline.Event) verdict {
		when, zone, _, ok := postgresqlTime(line)
		lineCut := cut
		cut = false
		if inQuotes && !(unsure && ok) {
			unsure = unsure || lineCut
			inQuotes = inQuotes != (strings.Count(line, `"`)%2 == 1)
			return goesOn
		}
		inQuotes, unsure = strings.Count(line, `"`)%2 == 1, lineCut
		if !ok {
			return goesOn
		}
		e.What, e.Type, e.Message = recordedTime, postgresqlType, line
		return c.setNamed(e, when, zone)
	}, postgresqlRecord)
}

// postgresqlRecord reads a whole record of csvlog, whose columns are in the order of
// the table in the documentation of PostgreSQL.
func postgresqlRecord(e *timeline.Event) {
	r := csv.NewReader(strings.NewReader(e.Message))
	r.LazyQuotes, r.FieldsPerRecord = true, -1
	columns, err := r.Read()
	if err != nil || len(columns) < 14 {
		return // the message is the record as it is
	}
	e.User, e.PID = columns[1], pidOf(columns[3])
	host, port, _ := cutLast(columns[4], ":")
	e.Host = host
	e.Message = columns[11] + ":  " + columns[13]
	setField(e, "port", port)
	for i, name := range map[int]string{2: "database", 7: "command", 11: "severity", 12: "sqlstate", 14: "detail", 15: "hint", 19: "statement", 22: "application"} {
		if i < len(columns) {
			setField(e, name, columns[i])
		}
	}
	postgresqlSays(columns[13], e)
	setStatement(columns[13], e)
}

// postgresqlJSON reads a line of jsonlog.
func postgresqlJSON(c clock, line string, e *timeline.Event) verdict {
	var record struct {
		Timestamp, User, DBName, PS, Message, Detail, Hint, Statement string
		PID                                                           int
		RemoteHost                                                    string `json:"remote_host"`
		RemotePort                                                    int    `json:"remote_port"`
		Severity                                                      string `json:"error_severity"`
		State                                                         string `json:"state_code"`
		Application                                                   string `json:"application_name"`
	}
	if err := json.Unmarshal([]byte(line), &record); err != nil {
		return foreign
	}
	when, zone, _, ok := postgresqlTime(record.Timestamp)
	if !ok {
		return foreign
	}
	e.What, e.Type = recordedTime, postgresqlType
	e.User, e.Host, e.PID = record.User, record.RemoteHost, record.PID
	e.Message = record.Severity + ":  " + record.Message
	if record.RemotePort > 0 {
		setField(e, "port", strconv.Itoa(record.RemotePort))
	}
	setField(e, "database", record.DBName)
	setField(e, "command", record.PS)
	setField(e, "severity", record.Severity)
	setField(e, "sqlstate", record.State)
	setField(e, "detail", record.Detail)
	setField(e, "hint", record.Hint)
	setField(e, "statement", record.Statement)
	setField(e, "application", record.Application)
	postgresqlSays(record.Message, e)
	setStatement(record.Message, e)
	return c.setNamed(e, when, zone)
}
