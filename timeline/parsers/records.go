package parsers

import "github.com/rummage-scanner/rummage/timeline"

// records are the parsers of what is no text, and counts from 1970. The first one that reads a path has it.
func records() []timeline.Parser {
	all := []timeline.Parser{
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
	for i := range all {
		all[i].Zoneless = true
	}
	return all
}
