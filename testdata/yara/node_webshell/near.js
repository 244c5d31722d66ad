const { execFile } = require('child_process');
require('http').createServer((req, res) => execFile('/usr/bin/uptime', (e, out) => res.end(req.url + out))).listen(8080);
