<?php eval(gzinflate(base64_decode("aW5lcnQ=")));
