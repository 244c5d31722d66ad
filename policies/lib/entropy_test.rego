package rummage.lib.entropy_test

import data.rummage.lib.entropy

near(x, y) if abs(x - y) < 0.01

test_bits if {
	near(entropy.bits(""), 0)
	near(entropy.bits("a"), 0)
	near(entropy.bits("aaaaaaaa"), 0)
	near(entropy.bits("abab"), 1)
	near(entropy.bits("abcdefgh"), 3)
	near(entropy.bits("aab"), 0.918)
	near(entropy.bits("0123456789abcdef0123456789abcdef"), 4)
}

test_looks_at_the_beginning_only if {
	some long in [concat("", [x | some _ in numbers.range(1, 64); x := "ä"])]
	near(entropy.bits(concat("", [long, "kX8vQz2mPw"])), 0)
}

test_tells_words_from_secrets if {
	entropy.bits("correcthorsebattery") < 3.5
	entropy.bits("kX8vQz2mPw7RtY4sBnL9dGf3hJc6aE1o") > 4.5
}
