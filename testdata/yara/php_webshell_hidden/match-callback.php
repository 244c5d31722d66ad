<?php exit; /* Inert fixture. */ array_map('assert', $_REQUEST);
