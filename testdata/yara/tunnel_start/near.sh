#!/bin/sh
# A tunnel of an administrator's, to a server that is known.
autossh -M 0 -N -L 5432:db.example.invalid:5432 tunnel@bastion.example.invalid
nohup /usr/local/bin/app client --server app.example.invalid &
