package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/evidence"
)

func newKeygen(s streams) *cobra.Command {
	var comment string
	cmd := &cobra.Command{
		Use:   "keygen FILE",
		Short: "Make a key that signs cases",
		Long: `Make an ed25519 key in FILE and its public half in FILE.pub, as ssh-keygen does;
a key of ssh-keygen -t ed25519 serves as well. Keep the public half where nobody
can change it who can change a case.

With a passphrase in ` + passphraseVariable + ` the key is protected by it.`,
		Example: `  rummage keygen smith
  rummage collect web --sign-key smith -o case-17
  rummage verify case-17 --key smith.pub`,
		Args: cobra.ExactArgs(1),
	}
	cmd.Flags().StringVar(&comment, "comment", "", "`TEXT` in the public half, such as a name")
	cmd.RunE = func(_ *cobra.Command, args []string) error {
		key, err := evidence.GenerateKey(args[0], comment, []byte(os.Getenv(passphraseVariable)))
		if errors.Is(err, fs.ErrExist) {
			return hinted{err, "a key is never written over: name another file"}
		}
		if err != nil {
			return err
		}
		_, err = fmt.Fprintf(s.out, "%s\n", key.Fingerprint())
		return err
	}
	return cmd
}
