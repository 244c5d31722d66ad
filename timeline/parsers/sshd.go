package parsers

import (
	"strings"

	"github.com/rummage-scanner/rummage/timeline"
)

// saysSSHD reads the messages of OpenSSH about who comes and goes.
func saysSSHD(message string, e *timeline.Event) {
	message = strings.TrimPrefix(strings.TrimPrefix(message, "error: "), "banner exchange: ")
	first, rest := word(message)
	switch first {
	case "maximum": // "maximum authentication attempts exceeded for root from 192.0.2.7 port 5 ssh2"
		_, peer, _ := strings.Cut(rest, "exceeded for ")
		sshdPeer(peer, e)
	case "User": // "User root from 192.0.2.7 not allowed because not listed in AllowUsers"
		if peer, _, ok := cutLast(rest, " not allowed because "); ok {
			if name, address, ok := cutLast(peer, " from "); ok {
				e.User = name
				setOther(e, address)
			}
		}
	case "Unable": // "Unable to negotiate with 192.0.2.7 port 5: no matching key exchange method found."
		sshdAddress(strings.TrimPrefix(rest, "to negotiate with "), e)
	case "Accepted", "Failed", "Postponed":
		if first == "Failed" {
			e.Type = "syslog:ssh:failed_connection"
		} else if first == "Accepted" {
			e.Type = "syslog:ssh:login"
		}
		method, rest := word(rest)
		setField(e, "authentication_method", method)
		setField(e, "result", strings.ToLower(first))
		peer, key, _ := strings.Cut(strings.TrimPrefix(rest, "for "), " ssh2: ")
		setField(e, "fingerprint", key)
		sshdPeer(peer, e)
	case "Invalid", "Illegal":
		setField(e, "result", "invalid user")
		sshdPeer(strings.TrimPrefix(rest, "user "), e)
	case "Connection":
		if from, ok := strings.CutPrefix(rest, "from "); ok {
			e.Type = "syslog:ssh:opened_connection"
			sshdAddress(from, e)
			return
		}
		_, rest = word(rest) // "closed by", "reset by"
		sshdNamed(strings.TrimPrefix(rest, "by "), e)
	case "Disconnected":
		sshdNamed(strings.TrimPrefix(rest, "from "), e)
	case "Disconnecting":
		sshdNamed(rest, e)
	case "Received":
		if _, from, ok := strings.Cut(rest, "disconnect from "); ok {
			sshdAddress(from, e)
		}
	default: // "Did not receive identification string from 192.0.2.7 port 5"
		if _, from, ok := cutLast(message, " from "); ok {
			sshdAddress(from, e)
		}
	}
}

// sshdPeer reads "[invalid user ]NAME from ADDRESS port PORT". The last "from" counts: a
// name may have one too.
func sshdPeer(text string, e *timeline.Event) {
	i := strings.LastIndex(text, " from ")
	if i < 0 {
		return
	}
	name := text[:i]
	if invalid, ok := strings.CutPrefix(name, "invalid user "); ok {
		setField(e, "invalid_user", "true")
		name = invalid
	}
	e.User = name
	sshdAddress(text[i+len(" from "):], e)
}

// sshdNamed reads "[authenticating |invalid ][user NAME ]ADDRESS port PORT".
func sshdNamed(text string, e *timeline.Event) {
	text = strings.TrimPrefix(text, "authenticating ")
	if rest, ok := strings.CutPrefix(text, "invalid "); ok {
		setField(e, "invalid_user", "true")
		text = rest
	}
	if name, ok := strings.CutPrefix(text, "user "); ok {
		i := strings.LastIndex(name, " port ")
		if i < 0 {
			return
		}
		at := strings.LastIndex(name[:i], " ")
		if at < 0 {
			return
		}
		e.User, text = name[:at], name[at+1:]
	}
	sshdAddress(text, e)
}

// sshdAddress reads "ADDRESS port PORT".
func sshdAddress(text string, e *timeline.Event) {
	address, rest := word(text)
	port, ok := strings.CutPrefix(rest, "port ")
	if !ok {
		return
	}
	digits := 0
	for digits < len(port) && isDigit(port[digits]) {
		digits++
	}
	setOther(e, address)
	setField(e, "port", port[:digits])
}
