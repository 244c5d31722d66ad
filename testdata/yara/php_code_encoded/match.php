<?php exit; eval(base64_decode("aW5lcnQ="));
