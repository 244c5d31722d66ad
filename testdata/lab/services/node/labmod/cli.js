#!/usr/bin/env node
if (process.argv[2] === '--version') {
	console.log('1.0.0');
} else {
	setTimeout(() => {}, 3600 * 1000);
}
