package rummage.logs.miner_output_test

import data.rummage.logs.miner_output as rule

match(line, tags) := {"rule": "miner_output", "tags": tags, "line": line, "count": 4, "stream": "stdout", "text": "accepted (1/0) diff 1000"}

test_fires_once_for_a_rule if {
	found := rule.findings with input.logs.matches as [match(9, ["miner"]), match(12, ["miner"])]
	{f.location.log | some f in found} == {9}
	count(found) == 1
}

test_silent_on_other_rules if {
	count(rule.findings) == 0 with input.logs.matches as [match(9, ["exploit"])]
}

test_silent_without_logs if {
	count(rule.findings) == 0 with input as {"target": {"kind": "container"}}
}
