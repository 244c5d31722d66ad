package rummage.lib.times_test

import data.rummage.lib.times

test_nanoseconds if {
	times.nanoseconds("1970-01-02T00:00:00Z") == times.day
	every at in ["1700-01-01T00:00:00Z", "2199-12-31T23:59:59.999999999Z"] { is_number(times.nanoseconds(at)) }
}

test_nanoseconds_of_what_does_not_fit if {
	every at in ["0001-01-01T00:00:00Z", "1601-01-01T00:00:00Z", "2446-05-10T22:38:55Z", "9999-01-01T00:00:00Z", ""] {
		not times.nanoseconds(at)
	}
}
