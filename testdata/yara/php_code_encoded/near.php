<?php
$page = $_GET['page'];
$pages = ['home' => 'home.php', 'about' => 'about.php'];
include $pages[$page] ?? 'home.php';
$config = unserialize(base64_decode($stored));
system('/usr/bin/uptime');
