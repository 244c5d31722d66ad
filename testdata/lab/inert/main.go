// Command inert is what stands for an intruder's programs: it sleeps for an
// hour, whatever it is called and whatever its arguments are.
package main

import "time"

func main() { time.Sleep(time.Hour) }
