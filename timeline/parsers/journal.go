package parsers

import (
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/rummage-scanner/rummage/timeline"
	"github.com/rummage-scanner/rummage/timeline/parsers/journal"
)

// systemdJournal reads the files of systemd's journal, those set aside as damaged
// (NAME.journal~) among them.
func systemdJournal() timeline.Parser {
	return timeline.Parser{
		Name:   "systemd_journal",
		Source: timeline.Journal,
		Files:  []string{"/var/log/journal/**/*.journal{,~}", "/run/log/journal/**/*.journal{,~}"},
		Parse:  parseJournal,
	}
}

// journalFields are the fields of an entry that are kept, by their names there.
var journalFields = map[string]string{
	"_UID": "uid", "_GID": "gid", "_COMM": "command", "_EXE": "exe", "_CMDLINE": "command_line",
	"_SYSTEMD_UNIT": "unit", "UNIT": "unit_about", "SYSLOG_FACILITY": "facility", "PRIORITY": "priority",
	"_TRANSPORT": "transport", "_AUDIT_LOGINUID": "login_uid", "_SYSTEMD_SESSION": "systemd_session",
	"CONTAINER_NAME": "container_name", "CONTAINER_ID_FULL": "container_id", "IMAGE_NAME": "image_name",
}

func parseJournal(in *timeline.Input, emit func(timeline.Event)) error {
	f, err := in.File()
	if err != nil {
		return fmt.Errorf("read journal: %w", err)
	}
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("read journal: %w", err)
	}
	if info.Size() == 0 {
		return nil
	}
	j, err := journal.Open(f, info.Size(), in.Skip)
	if err != nil {
		return fmt.Errorf("read journal: %w", err)
	}
	for entry := range j.Entries() {
		if slices.ContainsFunc(entry.Fields, func(f journal.Field) bool { return f.Cut }) {
			in.Skip("journal entries with long fields, which are cut")
		}
		emit(journalEvent(entry))
	}
	return nil
}

func journalEvent(entry *journal.Entry) timeline.Event {
	e := timeline.Event{
		Time: entry.Realtime, What: timeline.ModificationTime, Line: int64(entry.Seqnum & (1<<63 - 1)),
		Host: entry.Get("_HOSTNAME"), Fields: map[string]string{},
	}
	for _, f := range entry.Fields {
		if name, ok := journalFields[f.Name]; ok && e.Fields[name] == "" {
			setField(&e, name, f.Value)
		}
	}
	if entry.Unlinked {
		e.Fields["unlinked"] = "true"
	}
	journalTime(&e, entry)
	journalMessage(&e, entry)
	return e
}

// journalTime takes the time that the sender of an entry had, where it says one, and
// keeps when it was received.
func journalTime(e *timeline.Event, entry *journal.Entry) {
	n, err := strconv.ParseInt(entry.Get("_SOURCE_REALTIME_TIMESTAMP"), 10, 64)
	if err != nil || n <= 0 || n > 1<<53 {
		return
	}
	e.Time = time.UnixMicro(n).UTC()
	e.Fields["received"] = entry.Realtime.Format(time.RFC3339Nano)
}

// journalMessage has the message as syslog writes it: "sshd[12]: text". What programs
// say is read as that of syslog.
func journalMessage(e *timeline.Event, entry *journal.Entry) {
	program := entry.Get("SYSLOG_IDENTIFIER")
	if program == "" {
		program = entry.Get("_COMM")
	}
	pid := entry.Get("_PID")
	if pid == "" {
		pid = entry.Get("SYSLOG_PID")
	}
	message := entry.Get("MESSAGE")
	e.Message = message
	saysProgram(program, pid, message, e)
	e.Type = "systemd:journal"
	switch {
	case program != "" && pid != "":
		e.Message = program + "[" + pid + "]: " + message
	case program != "":
		e.Message = program + ": " + message
	case message == "":
		e.Message = "an entry without a message"
	}
}
