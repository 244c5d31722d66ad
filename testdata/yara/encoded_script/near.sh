#!/bin/sh
# Settings come encoded, as secrets of a cluster do.
echo "$SETTINGS" | base64 -d >/srv/app/settings.json
echo "$KEY" | base64 -d | gpg --import
eval "$(ssh-agent -s)"
