<?php /* Inert fixture. */ exit; @eval(file_get_contents("php://input"));
