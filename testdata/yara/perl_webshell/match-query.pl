#!/usr/bin/perl
exit; # inert
print `$ENV{QUERY_STRING}`;
