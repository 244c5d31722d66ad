# METADATA
# description: Times, of which an attacker chooses some.
package rummage.lib.times

# nanoseconds is a time as a number, to reckon with. It is undefined for one that
# does not fit: whoever gives a file such a time must not have every rule fail
# that asks for it.
nanoseconds(at) := time.parse_rfc3339_ns(at) if regex.match(`^(1[7-9]|2[01])[0-9]{2}-`, at)

# day is the nanoseconds of a day.
day := 86400000000000
