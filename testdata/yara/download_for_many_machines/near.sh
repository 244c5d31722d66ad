#!/bin/sh
# Builds releases for several processors.
for arch in amd64 arm64 armhf; do
  curl -fsSLO https://dl.example.invalid/tool-$arch.tar.gz
done
chmod 755 tool
