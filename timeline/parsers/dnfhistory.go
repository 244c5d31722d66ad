package parsers

import (
	"strconv"

	"github.com/rummage-scanner/rummage/timeline"
)

// dnfHistory reads the transactions of dnf, of versions 4 and 5, and the packages of each.
func dnfHistory() timeline.Parser {
	return timeline.Parser{
		Name:   "dnf_history",
		Source: timeline.Package,
		Files:  []string{"/var/lib/dnf/history.sqlite", "/usr/lib/sysimage/{dnf/history,libdnf5/transaction_history}.sqlite", "/var/lib/dnf/transaction_history.sqlite"},
		Parse: readSQLite(
			query{[]string{
				`SELECT t.dt_begin, t.dt_end, t.id, t.user_id, t.cmdline, t.state, t.comment FROM trans t`,
				`SELECT t.dt_begin, t.dt_end, t.id, t.user_id, t.cmdline, t.state, NULL FROM trans t`,
				`SELECT t.dt_begin, t.dt_end, t.id, t.user_id, t.description, s.name, t.comment FROM trans t LEFT JOIN trans_state s ON s.id = t.state_id`,
			}, transactionOf("dnf")},
			query{[]string{
				`SELECT t.dt_begin, t.id, t.user_id, i.action, r.name, r.epoch, r.version, r.release, r.arch, o.repoid
				FROM trans_item i JOIN trans t ON t.id = i.trans_id JOIN rpm r ON r.item_id = i.item_id LEFT JOIN repo o ON o.id = i.repo_id`,
				`SELECT t.dt_begin, t.id, t.user_id, a.name, n.name, r.epoch, r.version, r.release, h.name, o.repoid
				FROM trans_item i JOIN trans t ON t.id = i.trans_id JOIN rpm r ON r.item_id = i.item_id
				JOIN pkg_name n ON n.id = r.name_id LEFT JOIN arch h ON h.id = r.arch_id
				LEFT JOIN trans_item_action a ON a.id = i.action_id LEFT JOIN repo o ON o.id = i.repo_id`,
			}, packageOf("dnf")},
		),
	}
}

// yumHistory reads the transactions of yum, and the packages of each.
func yumHistory() timeline.Parser {
	return timeline.Parser{
		Name:   "yum_history",
		Source: timeline.Package,
		Files:  []string{"/var/lib/yum/history/history-*.sqlite"},
		Parse: readSQLite(
			query{[]string{
				`SELECT b.timestamp, e.timestamp, b.tid, b.loginuid, c.cmdline, iif(e.return_code = 0, 'Ok', 'Error'), NULL
				FROM trans_beg b LEFT JOIN trans_end e ON e.tid = b.tid LEFT JOIN trans_cmdline c ON c.tid = b.tid`,
				`SELECT b.timestamp, e.timestamp, b.tid, b.loginuid, NULL, iif(e.return_code = 0, 'Ok', 'Error'), NULL
				FROM trans_beg b LEFT JOIN trans_end e ON e.tid = b.tid`, // before command lines were kept
			}, transactionOf("yum")},
			query{[]string{
				`SELECT b.timestamp, b.tid, b.loginuid, d.state, p.name, p.epoch, p.version, p.release, p.arch, NULL
				FROM trans_data_pkgs d JOIN trans_beg b ON b.tid = d.tid JOIN pkgtups p ON p.pkgtupid = d.pkgtupid`,
			}, packageOf("yum")},
		),
	}
}

// dnfActions are what version 4 does with packages, by their numbers; version 5 has
// their names.
var dnfActions = map[string]string{
	"1": "Install", "2": "Downgrade", "3": "Downgraded", "4": "Obsolete", "5": "Obsoleted", "6": "Upgrade", "7": "Upgraded",
	"8": "Remove", "9": "Reinstall", "10": "Reinstalled", "11": "Reason Change",
}

// dnfStates are the states of transactions of version 4.
var dnfStates = map[string]string{"0": "Unknown", "1": "Ok", "2": "Error"}

// noUser is the number of a user that is not known: nobody logged in.
const noUser = 1<<32 - 1

// transactionOf reads a row of transactions: begin and end, number, user, command line,
// state and a comment.
func transactionOf(tool string) func(row, func(timeline.Event)) {
	return func(r row, emit func(timeline.Event)) {
		command := r.text(4)
		if command == "" {
			command = "transaction " + r.text(2)
		}
		for column, what := range []string{startTime, endTime} {
			if column == 1 && r.int(1) == 0 {
				return // it did not end
			}
			e, ok := r.event(r.seconds(column), what, tool+":history:transaction")
			if !ok {
				return
			}
			e.Message = tool + ": " + command
			if column == 1 {
				e.Message = tool + ": end of " + command
				setField(&e, "state", named(dnfStates, r.text(5)))
			}
			r.loginUser(&e, 3)
			setField(&e, "transaction", r.text(2))
			setField(&e, "command_line", r.text(4))
			setField(&e, "comment", r.text(6))
			emit(e)
		}
	}
}

// packageOf reads a row of packages: when, the number of the transaction, user, action,
// name, epoch, version, release, architecture and repository.
func packageOf(tool string) func(row, func(timeline.Event)) {
	return func(r row, emit func(timeline.Event)) {
		e, ok := r.event(r.seconds(0), addedTime, tool+":history:package")
		if !ok {
			return
		}
		version := r.text(6) + "-" + r.text(7)
		if epoch := r.int(5); epoch != 0 {
			version = strconv.FormatInt(epoch, 10) + ":" + version
		}
		action := named(dnfActions, r.text(3))
		e.Message = action + " " + r.text(4) + "-" + version + "." + r.text(8)
		r.loginUser(&e, 2)
		setField(&e, "transaction", r.text(1))
		setField(&e, "action", action)
		setField(&e, "package", r.text(4))
		setField(&e, "version", version)
		setField(&e, "architecture", r.text(8))
		setField(&e, "repository", r.text(9))
		emit(e)
	}
}

// loginUser sets whose login a transaction comes from.
func (r row) loginUser(e *timeline.Event, column int) {
	if n := r.int(column); !r.null(column) && n >= 0 && n != noUser {
		setField(e, "uid", strconv.FormatInt(n, 10))
	}
}

// named is the name of a number, or what is there instead.
func named(names map[string]string, number string) string {
	if name, ok := names[number]; ok {
		return name
	}
	return number
}
