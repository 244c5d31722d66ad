#!/usr/bin/perl
use CGI;
my $q = CGI->new;
my $name = $q->param("name");
system("/usr/bin/logger", "asked") == 0 or die;
print $q->escapeHTML($name), $ENV{QUERY_STRING};
