<?php
// A page with the fault that intruders look for: it runs a command.
echo shell_exec('echo ' . ($_GET['host'] ?? 'localhost'));
