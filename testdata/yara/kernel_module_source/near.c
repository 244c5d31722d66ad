/* A driver that asks for its firmware. */
static int __init start(void) { return request_firmware(&firmware, "device.bin", device); }
module_init(start);
