<?php
// A page that is compiled into a cache, as template engines do.
$compiled = __DIR__ . '/cache/' . sha1('index.tpl') . '.php';
if (!is_file($compiled)) {
    file_put_contents($compiled, "<?php /* compiled from index.tpl */ ?>\n<h1><?= htmlspecialchars(\$title) ?></h1>\n");
}
$title = 'Shop';
require $compiled;
