package acquire

import (
	"errors"
	"syscall"
)

// isEnded knows what /proc answers for a process that has ended.
func isEnded(err error) bool { return errors.Is(err, syscall.ESRCH) }
