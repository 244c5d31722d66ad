ls -la
cd /var/www/html
