# METADATA
# description: |
#   How much a short text surprises: the Shannon entropy of its characters. A
#   word has about 3 bits a character, random base64 of 40 characters over 4.5,
#   random hexadecimal a little under 4.
package rummage.lib.entropy

# bits is the entropy of the first 64 characters of a text, in bits a character.
bits(text) := 0 if text == ""

bits(text) := _log2[n] - (sum([_weights[k] | some c in {c | some c in chars}; k := strings.count(head, c)]) / n) if {
	head := substring(text, 0, 64)
	chars := split(head, "")
	n := count(chars)
	n > 0
}

_log2[n] := w / n if {
	some n, w in _weights
	n > 0
}

# _weights are k times the logarithm of k to the base 2, for each k.
_weights := [
	0, 0, 2, 4.755, 8, 11.61, 15.51, 19.651, 24, 28.529, 33.219, 38.054, 43.02,
	48.106, 53.303, 58.603, 64, 69.487, 75.059, 80.711, 86.439, 92.239, 98.107, 104.042, 110.039, 116.096,
	122.211, 128.382, 134.606, 140.881, 147.207, 153.58, 160, 166.465, 172.974, 179.525, 186.117, 192.75, 199.421,
	206.131, 212.877, 219.66, 226.477, 233.329, 240.215, 247.133, 254.084, 261.066, 268.078, 275.121, 282.193, 289.294,
	296.423, 303.58, 310.764, 317.975, 325.212, 332.475, 339.763, 347.076, 354.413, 361.775, 369.16, 376.569, 384,
]
