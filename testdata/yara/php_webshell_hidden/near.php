<?php
// Handlers by name, and names of a form.
$handler = $handlers[$_GET['action']] ?? 'index';
$handler($request);
$names = array_map('trim', $_POST['names']);
$kept = array_filter($_POST['names']);
