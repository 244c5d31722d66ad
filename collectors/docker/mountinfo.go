package docker

import (
	"os"
	"strconv"
	"strings"
)

// mounted is one mount of a process.
type mounted struct {
	// root is the directory of the file system that is mounted, point where.
	root, point string
	// kind is the type of the file system, options are those of the file system.
	kind, options string
}

// mountsOfProcess reads /proc/PID/mountinfo, as proc(5) describes it; a later
// mount of a point hides an earlier one. It is empty when the process is gone.
func mountsOfProcess(pid int) []mounted {
	text, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/mountinfo")
	if err != nil {
		return nil
	}
	return parseMountInfo(string(text))
}

func parseMountInfo(text string) []mounted {
	var mounts []mounted
	for line := range strings.Lines(text) {
		before, after, ok := strings.Cut(strings.TrimSuffix(line, "\n"), " - ")
		own, system := strings.Fields(before), strings.Fields(after)
		if !ok || len(own) < 5 || len(system) < 3 {
			continue
		}
		mounts = append(mounts, mounted{root: unescape(own[3]), point: unescape(own[4]), kind: system[0], options: system[2]})
	}
	return mounts
}

// unescape undoes the octal escapes of blanks, tabs, newlines and backslashes.
func unescape(s string) string {
	return strings.NewReplacer(`\040`, " ", `\011`, "\t", `\012`, "\n", `\134`, `\`).Replace(s)
}
