#!/bin/sh
# An allocator of the distribution's.
apt-get install -y libjemalloc2
echo /usr/lib/x86_64-linux-gnu/libjemalloc.so.2 >/etc/ld.so.preload
