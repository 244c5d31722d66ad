package main

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/evidence"
)

func newVerify(s streams) *cobra.Command {
	var key, head string
	var asJSON, quiet bool
	cmd := &cobra.Command{
		Use:   "verify CASE",
		Short: "Tell whether a case is what it was when it was made",
		Long: `Compare a case with its manifest, SHA256SUMS, the chain of its custody log and
its signature, and say which file differs, in which bytes or which line.

A manifest without a signature shows damage and carelessness. Whoever can write
to the case can make it anew: only a signature by a key that he does not have,
or the sums kept elsewhere, show that he did. --key says whose signature it must
be, and --custody-head which line of the log must be there.

Exit status: 0 nothing was altered, 1 something was, 2 there is nothing that
could be verified, or the collection of the case was cut short.`,
		Example: `  rummage verify case-17
  rummage verify case-17 --key smith.pub`,
		Args: cobra.ExactArgs(1),
	}
	f := cmd.Flags()
	f.SortFlags = false
	f.StringVar(&key, "key", "", "the public key in `FILE`, of rummage keygen or ssh-keygen, must have signed the case")
	f.StringVar(&head, "custody-head", "", "`HASH` of a line that the custody log must have")
	f.BoolVar(&asJSON, "json", false, "print the result as JSON")
	f.BoolVarP(&quiet, "quiet", "q", false, "no progress")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		check := evidence.Check{Head: head}
		if key != "" {
			var err error
			if check.Key, err = evidence.ReadPublicKey(key); err != nil {
				return hinted{err, "--key takes the .pub file of the key that signed"}
			}
		}
		bar := newTransfer(s.err, quiet)
		check.Read = bar.add
		bar.doing("reading")
		r, err := evidence.Verify(cmd.Context(), args[0], check)
		bar.finish()
		if err != nil {
			return aboutCase(err)
		}
		if asJSON {
			out := json.NewEncoder(s.out)
			out.SetIndent("", "  ")
			if err := out.Encode(r); err != nil {
				return err
			}
		} else {
			printVerified(s, args[0], r)
		}
		if r.Altered() {
			return outcome(statusFindings)
		}
		return nil
	}
	return cmd
}

// aboutCase gives an error about a case advice.
func aboutCase(err error) error {
	switch {
	case errors.Is(err, evidence.ErrIncomplete):
		return hinted{err, "rummage collect --resume finishes it with what can still be had"}
	case errors.Is(err, evidence.ErrEncrypted):
		return hinted{err, "age -d -i KEY decrypts document.json.age: scan document:FILE judges that"}
	case errors.Is(err, evidence.ErrNoDocument):
		return hinted{err, "scan rootfs:CASE/rootfs.tar judges its files; rummage case show tells what is missing"}
	case errors.Is(err, evidence.ErrNoCase):
		return hinted{err, "a case is the directory that rummage collect -o made"}
	}
	return err
}

func printVerified(s streams, dir string, r *evidence.Result) {
	for _, p := range r.Problems {
		fmt.Fprintf(s.out, "ALTERED  %s: %s\n", oneLine(p.Path), oneLine(p.Detail))
	}
	for _, m := range r.Missing {
		fmt.Fprintf(s.out, "lacking  %s: %s\n", oneLine(m.What), oneLine(m.Reason))
	}
	signed := "not signed"
	switch {
	case r.Signer != "" && r.Trusted:
		signed = "signed with the key given, " + r.Signer
	case r.Signer != "":
		signed = "signed with " + r.Signer + ", a key that nothing here vouches for (--key)"
	}
	state := "unaltered"
	if r.Altered() {
		state = "ALTERED"
	}
	fmt.Fprintf(s.out, "%s: case %s: %s: %d items, %s; %d lines of custody, the last with hash %s; %s\n",
		oneLine(dir), oneLine(r.CaseID), state, r.Items, bytesOf(r.Bytes), len(r.Custody), r.Head, oneLine(signed))
}
