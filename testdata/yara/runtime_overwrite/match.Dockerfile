FROM scratch
WORKDIR /proc/self/fd/8
