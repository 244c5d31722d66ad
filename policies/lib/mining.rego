# METADATA
# description: |
#   Signs of programs that mine: their names and options, pools and ports.
#   Options are those of the programs' own manuals.
# schemas:
#   - input: schema.document
package rummage.lib.mining

# names are programs that mine, and those that spread them.
names := {
	"astrominer", "bfgminer", "bminer", "bzminer", "ccminer", "cgminer", "claymore", "cpuminer", "cpuminer-multi", "cpuminer-opt", "cpuminer-sse2",
	"cpuminer-avx2", "cryptonight", "deroluna", "ethdcrminer", "ethdcrminer64", "ethminer", "gminer", "iniminer", "kdevtmpfsi", "kinsing", "lolminer",
	"minerd", "minergate", "minergate-cli", "moneroocean", "nanominer", "nbminer", "nheqminer", "nsfminer", "onezerominer", "packetcrypt", "phoenixminer",
	"pwnrig", "qubminer", "rigel", "rplant", "sgminer", "srbminer", "srbminer-multi", "sugarmaker", "t-rex", "teamredminer", "trex", "tt-miner",
	"wildrig", "wildrig-multi", "xmr-node-proxy", "xmr-stak", "xmr-stak-cpu", "xmrig", "xmrig-cpu", "xmrig-cuda", "xmrig-daemon", "xmrig-notls",
	"xmrig-proxy", "xmrigdaemon", "xmrigminer", "zenemy",
}

# options are what a command line says of mining.
options := {
	"a donation to a miner's author": `(?:^|\s)--donate-(?:level|over-proxy)\b`,
	"a coin to mine": `(?:^|\s)--coin[=\s]`,
	"RandomX": `(?i)(?:^|\s)--randomx-\S|\brandomx\b|\brx/(?:0|wow|arq|sfx|keva|graft|yada)\b`,
	"an algorithm to mine": `(?i)(?:^|\s)(?:-a|--algo(?:rithm)?)[=\s]+(?:rx/|cn[-/]|cryptonight|randomx|ethash|etchash|kawpow|progpow|autolykos|verushash|ghostrider|argon2/|astrobwt|kheavyhash|equihash|octopus|yespower|minotaurx)`,
	"a miner's share of processors": `(?:^|\s)--(?:cpu-max-threads-hint|cpu-no-yield|max-cpu-usage|nicehash|rig-id|asm=|huge-pages-jit)\b`,
	"a Monero wallet": `\b[48][0-9AB][1-9A-HJ-NP-Za-km-z]{93}\b`,
	"a wallet": `(?:^|\s)(?:-u|-w|-wal|--user|--wallet|--address)[=\s]+(?:(?:\w+:)?0x[0-9a-fA-F]{40}|(?:kaspa:|bc1|dero1|zs1|nano_|ltc1|R|t1|1|3|D|X)[0-9A-Za-z]{25,90})(?:[.+/:]\S*)?(?:\s|$)`,
}

signs(text) := {sign | some sign, pattern in options; regex.match(pattern, text)}

# pools are ways to name a mining pool: the protocol, and the hosts of known
# ones.
pools := concat("|", [
	`(?i)\bstratum[0-9]?\+(tcp|ssl|tls|udp|ws|wss)://\S*`,
	`\b(\w+[.-])*(supportxmr\.com|moneroocean\.stream|minexmr\.com|nanopool\.org|2miners\.com|hashvault\.pro|herominers\.com|unmineable\.com|c3pool\.(com|org)|f2pool\.com|nicehash\.com|viabtc\.com|kryptex\.network|miningpoolhub\.com|xmrpool\.eu|zpool\.ca):[0-9]{2,5}\b`,
])

# pool is what a command line names as one.
pool(text) := regex.find_n(pools, text, 1)[0]

# server is a host and port that a command line gives as a miner's.
server(text) := trim_space(found) if {
	found := regex.find_n(`(?:^|\s)(?:-o|-P|-pool|--url|--pool|--server)[=\s]+\S*[\w\]]:[0-9]{2,5}\b`, text, 1)[0]
}

# ports are those that pools give in their instructions and few others use.
ports := {
	3333, 3334, 3335, 3336, 3355, 3357, 4444, 5555, 5556, 5588, 6633, 7777, 9999, 10032, 10034, 10128, 10134, 11333, 11433, 12222, 12433, 13333, 13531,
	14433, 14444, 15555, 17777, 18888, 19999, 20128, 20535, 20580, 33333, 33433, 33833, 44444, 45560, 45700, 45791, 55555,
}
