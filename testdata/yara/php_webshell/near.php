<?php
$name = trim($_GET['name']);
$command = escapeshellarg($name);
echo htmlspecialchars($name);
system('/usr/bin/uptime');
$class = base64_decode($_POST['payload']);
