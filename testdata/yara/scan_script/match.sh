#!/bin/bash
exit 0 # inert
for a in $(seq 1 223); do
  masscan -p6379 $a.0.0.0/8 --rate 100 -oL found
  for h in $(cut -d' ' -f4 found); do redis-cli -h $h info; done
done
