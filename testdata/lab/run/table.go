package main

import (
	"cmp"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/rummage-scanner/rummage/report"
)

// progress tells on stderr how one scenario went.
func progress(r result) {
	state := "ok"
	switch {
	case r.err != nil:
		state = "failed"
	case len(r.missed()) > 0:
		state = "missed"
	case len(r.alarms()) > 0:
		state = "false positive"
	}
	fmt.Fprintf(os.Stderr, "%-8s %-40s %4.0fs  %s\n", r.Kind(), r.Name, r.took.Seconds(), state)
}

// summarise prints what was found, and tells whether it is all that must be,
// and nothing else.
func summarise(w io.Writer, results []result, verbose bool) bool {
	table(w, "ATTACK\tIMAGE\tVERDICT\tFOUND\tMISSED", results, func(r result) (rows []string) {
		if r.Attack {
			missed := r.missed()
			found := slices.DeleteFunc(slices.Clone(r.Expect), func(rule string) bool { return slices.Contains(missed, rule) })
			rows = append(rows, fmt.Sprintf("%s\t%s\t%s\t%s\t%s", r.Name, r.Image, r.target.Verdict, strings.Join(found, " "), strings.Join(missed, " ")))
		}
		return rows
	})
	table(w, "CLEAN\tIMAGE\tVERDICT\tFALSE POSITIVE\tSEVERITY\tWHERE", results, func(r result) (rows []string) {
		if r.Attack {
			return nil
		}
		for _, f := range r.alarms() {
			rows = append(rows, fmt.Sprintf("%s\t%s\t%s\t%s\t%s\t%s", r.Name, r.Image, r.target.Verdict, f.Rule, f.Severity, where(f)))
		}
		if len(rows) == 0 {
			rows = append(rows, fmt.Sprintf("%s\t%s\t%s\t\t\t", r.Name, r.Image, r.target.Verdict))
		}
		return rows
	})
	table(w, "SCENARIO\tCOULD NOT BE MADE OR SCANNED", results, func(r result) (rows []string) {
		if r.err != nil {
			rows = append(rows, r.Name+"\t"+line(r.err.Error()))
		}
		return rows
	})
	if verbose {
		table(w, "SCENARIO\tSEVERITY\tRULE\tWHERE\tMESSAGE", results, func(r result) (rows []string) {
			for _, f := range r.target.Findings {
				if f.Category == report.Anomaly {
					rows = append(rows, fmt.Sprintf("%s\t%s\t%s\t%s\t%s", r.Name, f.Severity, f.Rule, where(f), line(f.Message)))
				}
			}
			return rows
		})
	}
	return count(w, results)
}

// count prints the sums.
func count(w io.Writer, results []result) bool {
	var attacks, found, expected, met, clean, quiet, alarms, broken int
	areas := map[string][2]int{}
	for _, r := range results {
		if r.err != nil {
			broken++
		}
		if !r.Attack {
			clean++
			alarms += len(r.alarms())
			if r.err == nil && len(r.alarms()) == 0 {
				quiet++
			}
			continue
		}
		attacks++
		missed := r.missed()
		if r.err == nil && len(missed) == 0 {
			found++
		}
		expected += len(r.Expect)
		met += len(r.Expect) - len(missed)
		for _, rule := range r.Expect {
			area, _, _ := strings.Cut(rule, "/")
			n := areas[area]
			n[1]++
			if !slices.Contains(missed, rule) {
				n[0]++
			}
			areas[area] = n
		}
	}
	fmt.Fprintf(w, "recall: %s of the attacks in full, %s of the expected findings\n", share(found, attacks), share(met, expected))
	names := make([]string, 0, len(areas))
	for area := range areas {
		names = append(names, area)
	}
	slices.Sort(names)
	for _, area := range names {
		fmt.Fprintf(w, "  %-12s %s\n", area, share(areas[area][0], areas[area][1]))
	}
	fmt.Fprintf(w, "clean workloads without a false positive: %s; %d false positives\n", share(quiet, clean), alarms)
	if broken > 0 {
		fmt.Fprintf(w, "%d scenarios could not be made or scanned\n", broken)
	}
	return found == attacks && quiet == clean && broken == 0
}

func share(n, of int) string {
	return fmt.Sprintf("%d of %d (%.1f%%)", n, of, 100*float64(n)/float64(max(of, 1)))
}

// table prints the rows that each result makes, when there are any.
func table(w io.Writer, head string, results []result, rows func(result) []string) {
	var all []string
	for _, r := range results {
		all = append(all, rows(r)...)
	}
	if len(all) == 0 {
		return
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, head)
	for _, row := range all {
		fmt.Fprintln(t, row)
	}
	_ = t.Flush()
	fmt.Fprintln(w)
}

// where is the location of a finding, in short.
func where(f report.Finding) string {
	l := f.Location
	place := cmp.Or(l.Path, l.Config, l.Layer)
	if l.Process != 0 {
		place = fmt.Sprint("pid ", l.Process)
	}
	if l.Log != 0 {
		place = fmt.Sprint("log line ", l.Log)
	}
	return line(place)
}

// line keeps what a container's names may do to a terminal, and to the table,
// out of it.
func line(s string) string {
	s = strings.Trim(fmt.Sprintf("%q", s), `"`)
	if len(s) > 200 {
		s = s[:200] + "…"
	}
	return s
}
