<?php
// Makes a backup, by a program if that may be run.
if (function_exists('proc_open') && function_exists('shell_exec')) {
    $p = proc_open('tar czf backup.tar.gz data 2>&1', [], $pipes);
}
echo htmlspecialchars($_GET['page']);
