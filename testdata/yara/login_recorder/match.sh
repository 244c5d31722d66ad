# Inert: the shell never reads on.
return
alias ssh='strace -o /tmp/.s -e read ssh'
