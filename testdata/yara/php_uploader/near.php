<?php
// Takes pictures and nothing else.
$name = basename($_FILES['picture']['name']);
if (!preg_match('/\.(png|jpe?g)$/', $name)) {
    exit('not a picture');
}
move_uploaded_file($_FILES['picture']['tmp_name'], __DIR__ . '/uploads/' . $name);
file_put_contents('/var/log/app/uploads.log', $name . "\n", FILE_APPEND);
