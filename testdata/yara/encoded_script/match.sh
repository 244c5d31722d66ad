#!/bin/sh
exit 0 # inert
echo ZXhpdCAwICMgaW5lcnQsIGFuZCBsb25nIGVub3VnaCB0byBsb29rIGxpa2UgbW9yZQ== | base64 -d | bash
