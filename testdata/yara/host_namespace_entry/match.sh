#!/bin/sh
exit 0 # inert
nsenter --target 1 --mount --pid -- /bin/sh
