exports.hour = 3600 * 1000;
