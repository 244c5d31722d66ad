package parsers

import (
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// redis reads the log of Redis from version 3 on: "129:M 25 Nov 2026 00:32:35.719 * Ready".
func redis() timeline.Parser {
	return timeline.Parser{
		Name:   "redis",
		Source: timeline.Database,
		Files:  []string{"/var/log/{redis,valkey}/*.log{,[.-]*}", "/var/log/{redis,valkey}*.log{,[.-]*}", "/var/lib/redis/*.log"},
		Parse:  eachLine(redisLine),
	}
}

// The letters before times, and the signs behind them.
var (
	redisRoles  = map[string]string{"X": "sentinel", "C": "child", "S": "replica", "M": "master"}
	redisLevels = map[string]string{".": "debug", "-": "verbose", "*": "notice", "#": "warning"}
)

func redisLine(c clock, line string, e *timeline.Event) verdict {
	pid, text, ok := strings.Cut(line, ":")
	if e.PID = pidOf(pid); !ok || e.PID == 0 {
		return goesOn
	}
	role, text := word(text)
	day, text := word(text)
	month, text := word(text)
	year, text := word(text)
	var when stamp
	var isDay, isMonth, isYear, isClock bool
	when.day, isDay = number(day, 0, len(day))
	when.month, isMonth = shortMonth(month)
	when.year, isYear = number(year, 0, 4)
	text, isClock = when.readClock(text)
	if !isDay || len(day) > 2 || !isMonth || !isYear || !isClock || redisRoles[role] == "" {
		return goesOn
	}
	level, message := word(strings.TrimPrefix(text, " "))
	e.What, e.Type, e.Message = recordedTime, "redis:log:entry", message
	setField(e, "role", redisRoles[role])
	setField(e, "severity", redisLevels[level])
	if address, ok := between(message, " addr=", " "); ok {
		host, port, _ := cutLast(address, ":")
		e.Host = strings.Trim(host, "[]")
		setField(e, "port", port)
	}
	return c.set(e, when)
}
