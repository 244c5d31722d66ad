/* Inert: it does not compile. */
#error
static int __init start(void) {
  char *argv[] = {"/bin/sh", "-c", "exit 0", NULL};
  return call_usermodehelper(argv[0], argv, NULL, UMH_WAIT_PROC);
}
module_init(start);
