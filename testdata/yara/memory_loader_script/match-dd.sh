#!/bin/sh
exit 0 # inert
dd bs=1 seek=$offset conv=notrunc of=/proc/$$/mem
