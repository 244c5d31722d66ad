<?php
// Takes pictures and nothing else.
$name = basename($_FILES['picture']['name']);
if (!preg_match('/\.(png|jpe?g|pdf)$/', $name)) {
    http_response_code(400);
    exit('not a picture');
}
move_uploaded_file($_FILES['picture']['tmp_name'], __DIR__ . '/uploads/' . $name);
echo 'kept';
