// A proxy between two sockets.
const net = require('net');
net.createServer(a => { const b = net.connect(5432, 'db.example.invalid'); a.pipe(b); b.pipe(a); }).listen(5432);
