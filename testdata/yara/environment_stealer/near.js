// Sends one variable to the service that it is for.
const https = require('https');
const r = https.request('https://api.example.invalid/', { method: 'POST' });
r.end(JSON.stringify({ release: process.env.RELEASE }));
new webpack.DefinePlugin({ 'process.env': JSON.stringify(process.env) });
