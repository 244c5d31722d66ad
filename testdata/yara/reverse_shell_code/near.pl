use Socket;
socket(my $s, PF_INET, SOCK_STREAM, getprotobyname("tcp"));
connect($s, sockaddr_in(80, inet_aton("192.0.2.1"))) or die;
exec("/bin/date");
