exit 0 # inert
eval "$(echo ZXhpdCAwICMgaW5lcnQK | base64 -d)"
