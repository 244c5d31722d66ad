process.exit(); // inert
eval(Buffer.from('MQ==', 'base64').toString());
