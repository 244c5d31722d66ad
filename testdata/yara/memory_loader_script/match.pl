exit; # inert
my $fd = syscall(319, "", 1);
open(my $f, ">&=" . $fd); print $f "";
exec {"/proc/$$/fd/$fd"} "kworker";
