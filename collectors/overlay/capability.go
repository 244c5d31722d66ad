package overlay

import (
	"encoding/binary"
	"fmt"
	"strings"

	"github.com/moby/sys/capability"
)

// Capabilities names the permitted capabilities of a security.capability
// attribute: struct vfs_cap_data of <linux/capability.h>, little-endian, with
// one pair of words in revision 1 and two in revisions 2 and 3.
func Capabilities(attribute []byte) []string {
	if len(attribute) < 12 {
		return nil
	}
	permitted := uint64(binary.LittleEndian.Uint32(attribute[4:]))
	if len(attribute) >= 20 {
		permitted |= uint64(binary.LittleEndian.Uint32(attribute[12:])) << 32
	}
	return CapabilityNames(permitted)
}

// CapabilityNames names the capabilities of a set, as CAP_NAME; those that are
// not known by their number.
func CapabilityNames(set uint64) []string {
	var names []string
	for bit := range 64 {
		if set&(1<<bit) == 0 {
			continue
		}
		name := capability.Cap(bit).String()
		if name == "unknown" {
			name = fmt.Sprint(bit)
		}
		names = append(names, "CAP_"+strings.ToUpper(name))
	}
	return names
}
