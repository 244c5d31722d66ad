exit 0 # inert
echo '* * * * * root true' >/proc/1/root/etc/cron.d/inert
