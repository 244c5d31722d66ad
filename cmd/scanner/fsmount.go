package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/spf13/cobra"
	"golang.org/x/sys/unix"

	"github.com/rummage-scanner/rummage/collectors"
	"github.com/rummage-scanner/rummage/collectors/rootfs"
	"github.com/rummage-scanner/rummage/tree/mount"
)

func newFSMount(s streams) *cobra.Command {
	var o fsOptions
	var foreground bool
	cmd := &cobra.Command{
		Use:   "mount SOURCE DIR",
		Short: "Mount a source on a directory, read only",
		Long: `Show a source as a file system of this machine, so that any program can read it:
with owners, modes, times, links and extended attributes. It is read only, and
nosuid, nodev and noexec. Only you can look into it, and you can read all of it.
It takes /dev/fuse, and for others than root the program fusermount3.

The command returns as soon as the directory can be used, and a process stays in
the background. fusermount3 -u DIR, or umount DIR as root, ends it; so does
SIGTERM. With --foreground the command stays itself, until Ctrl-C. If the process
is killed, the directory gives errors until fusermount3 -uz DIR clears it.

` + aboutSources + `

Exit status: 0 it is mounted, or was unmounted with --foreground; 2 it could not
be mounted.`,
		Example: `  rummage fs mount rootfs.tar.gz /mnt/evidence
  grep -r eval /mnt/evidence/var/www
  fusermount3 -u /mnt/evidence`,
		Args: cobra.ExactArgs(2),
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.BoolVar(&foreground, "foreground", false, "stay until it is unmounted, or until Ctrl-C")
	o.register(cmd)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		dir, err := mountPoint(args[0], args[1])
		if err != nil {
			return err
		}
		child := os.Getenv(childVariable) != ""
		if !foreground && !child {
			return inBackground(cmd.Context(), s)
		}
		src, err := openSource(cmd, s, &o, args[0])
		if err != nil {
			return err
		}
		defer src.close()
		mounted, err := mount.New(src, dir, mount.Options{Name: mountName(args[0]), Static: src.static})
		if err != nil {
			return aboutMount(err)
		}
		if child {
			if err := leaveTerminal(); err != nil {
				return errors.Join(err, mounted.Unmount())
			}
		}
		return mounted.Wait(cmd.Context())
	}
	return cmd
}

// mountPoint is the directory to mount on, as an absolute path. It must be empty,
// since what is in it would be out of sight, and outside of the source, which
// would come again in itself without end.
func mountPoint(source, dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", fmt.Errorf("find the mount point: %w", err)
	}
	if mount.IsDead(dir) {
		return "", usagef("fusermount3 -uz "+dir+" clears it", "%s is a mount whose process has ended", dir)
	}
	opened, err := os.Open(dir)
	if err != nil {
		return "", hinted{fmt.Errorf("open the mount point: %w", err), "make the directory, empty, and mount on it"}
	}
	defer opened.Close()
	if _, err := opened.Readdirnames(1); err == nil {
		return "", usagef("mount on a directory of its own", "%s is not empty", dir)
	} else if !errors.Is(err, io.EOF) {
		return "", usagef("name a directory", "%s is no directory", dir)
	}
	if dir, err = filepath.EvalSymlinks(dir); err != nil {
		return "", fmt.Errorf("find the mount point: %w", err)
	}
	if isInside(dir, source) {
		return "", usagef("mount on a directory outside of it", "%s is inside of %s", dir, source)
	}
	return dir, nil
}

// isInside tells whether a directory is one that a source shows, or below it.
func isInside(dir, source string) bool {
	target := collectors.ParseTarget(source, schemes)
	if target.Scheme != "" && target.Scheme != rootfs.Scheme {
		return false
	}
	from, err := filepath.Abs(target.Name)
	if err == nil {
		from, err = filepath.EvalSymlinks(from)
	}
	return err == nil && (dir == from || from == "/" || strings.HasPrefix(dir, from+"/"))
}

// mountName is the source as the list of mounts shows it: without what separates
// mount options.
func mountName(source string) string {
	return strings.Map(func(r rune) rune {
		if r == ',' || r == '\\' || r < ' ' {
			return '_'
		}
		return r
	}, "rummage:"+source)
}

func aboutMount(err error) error {
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return hinted{err, "install fuse3, which has fusermount3; root does without it"}
	case errors.Is(err, os.ErrNotExist), errors.Is(err, unix.ENODEV):
		return hinted{err, "mounting takes /dev/fuse: modprobe fuse"}
	case errors.Is(err, os.ErrPermission):
		return hinted{err, "mounting takes /dev/fuse, and in a container --device /dev/fuse --cap-add SYS_ADMIN"}
	}
	return hinted{err, "mounting takes /dev/fuse and, for others than root, fusermount3 of fuse3"}
}

// childVariable tells a process that it is the one in the background, and is
// waited for at the other end of the pipe whose descriptor is readyDescriptor.
const (
	childVariable   = "RUMMAGE_MOUNT_IN_BACKGROUND"
	readyDescriptor = 3
)

// inBackground runs the same command as another process, which stays, and waits
// until it has mounted.
func inBackground(ctx context.Context, s streams) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the program to run in the background: %w", err)
	}
	told, tell, err := os.Pipe()
	if err != nil {
		return err
	}
	defer told.Close()
	child := exec.Command(program, os.Args[1:]...)
	child.Stderr, child.ExtraFiles = s.err, []*os.File{tell}
	child.Env = append(os.Environ(), childVariable+"=1")
	child.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	err = child.Start()
	tell.Close()
	if err != nil {
		return fmt.Errorf("run in the background: %w", err)
	}
	stop := context.AfterFunc(ctx, func() { child.Process.Signal(syscall.SIGTERM) })
	defer stop()
	if answer, _ := io.ReadAll(told); len(answer) > 0 {
		return child.Process.Release()
	}
	err = child.Wait() // it has told why
	var exit *exec.ExitError
	if errors.As(err, &exit) && exit.ExitCode() > 0 {
		return outcome(exit.ExitCode())
	}
	if err == nil {
		err = errors.New("it ended early")
	}
	return fmt.Errorf("mount in the background: %w", err)
}

// leaveTerminal tells the process that waits that all is well, and lets go of
// what is its own.
func leaveTerminal() error {
	signal.Ignore(syscall.SIGHUP)
	null, err := os.OpenFile(os.DevNull, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer null.Close()
	for _, descriptor := range []int{0, 1, 2} {
		if err := unix.Dup3(int(null.Fd()), descriptor, 0); err != nil {
			return fmt.Errorf("leave the terminal: %w", err)
		}
	}
	if err := os.Chdir("/"); err != nil {
		return err
	}
	pipe := os.NewFile(readyDescriptor, "ready")
	if _, err := pipe.WriteString("mounted\n"); err != nil {
		return fmt.Errorf("tell that it is mounted: %w", err)
	}
	return pipe.Close()
}
