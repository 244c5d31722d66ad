package parsers

import "github.com/rummage-scanner/rummage/timeline"

// records are the parsers of what is no text. The first one that reads a path has it.
func records() []timeline.Parser {
	return []timeline.Parser{
		wtmpdb(), // before utmp, which takes other files of the name
		utmp(),
		lastlog(),
		faillog(),
		faillock(),
		systemdJournal(),
		lastlog2(),
		firefox(),
		chromium(),
		dnfHistory(),
		yumHistory(),
		fail2banDB(),
		sqliteWAL(),
	}
}
