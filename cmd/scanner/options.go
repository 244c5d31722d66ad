package main

import (
	"fmt"
	"os"
	"runtime"
	"strings"
	"time"

	"github.com/docker/go-units"
	"github.com/spf13/cobra"

	"github.com/rummage-scanner/rummage/collectors/docker"
	"github.com/rummage-scanner/rummage/engine"
	"github.com/rummage-scanner/rummage/report"
)

// common are the options of every command that looks at targets.
type common struct {
	config      string
	host        string
	quiet       bool
	verbose     bool
	logFormat   string
	rules       engine.Rules
	noCache     bool
	platform    string
	plainHTTP   bool
	signatures  bool
	logsSince   duration
	maxFileSize size
	timeout     duration
}

func (o *common) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	o.maxFileSize = engine.DefaultMaxFileSize
	f.StringVarP(&o.config, "config", "c", "", "settings `FILE` (default .rummage.yaml, when there is one)")
	f.StringVarP(&o.host, "host", "H", "", "`ADDRESS` of the engine (default: as the docker command finds it)")
	o.registerRules(cmd)
	f.StringVar(&o.platform, "platform", "", "take the image for `OS/ARCHITECTURE` of several (default: linux, and this machine's)")
	f.BoolVar(&o.signatures, "signatures", false, "ask registries for signatures of images, so that image/unsigned can tell")
	f.BoolVar(&o.plainHTTP, "plain-http", false, "allow registries without TLS; those on localhost need no leave")
	f.Var(&o.logsSince, "logs-since", "read logs no older than `DURATION`, such as 24h (default: all that is kept)")
	f.Var(&o.maxFileSize, "max-file-size", "look at no more than `SIZE` of one file")
	f.Var(&o.timeout, "timeout", "spend no more than `DURATION` on one target (default: no bound)")
	f.BoolVarP(&o.quiet, "quiet", "q", false, "no progress, and only errors on stderr")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "tell what is done, on stderr")
	f.StringVar(&o.logFormat, "log-format", "text", "write messages on stderr as `FORMAT`: text or json")
}

func (o *common) registerRules(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringArrayVar(&o.rules.Policies, "policies", nil, "add the Rego rules of `PATH`: a file, directory or bundle (repeatable)")
	f.StringVar(&o.rules.VerificationKey, "verification-key", "", "take only bundles that are signed with the key in `FILE`: a public key, or a shared secret")
	f.StringArrayVar(&o.rules.Data, "data", nil, "give policies the YAML or JSON data of `PATH` (repeatable)")
	f.StringArrayVar(&o.rules.YARA, "yara", nil, "add the YARA rules of `PATH`: a file or directory (repeatable)")
	f.StringArrayVar(&o.rules.Sigma, "sigma", nil, "match the Sigma rules of `PATH` against processes and changed files (repeatable)")
	f.BoolVar(&o.noCache, "no-cache", false, "take nothing from earlier runs, and keep nothing for later ones: compiled rules of --yara, and layers of images")
	f.BoolVar(&o.rules.NoBuiltin, "no-builtin-rules", false, "use only the rules that --policies and --yara bring")
	f.StringArrayVar(&o.rules.Keep, "rule", nil, "use only the rules whose id matches `GLOB`, such as 'files/*' (repeatable)")
	f.StringArrayVar(&o.rules.Skip, "skip-rule", nil, "leave out the rules whose id matches `GLOB` (repeatable)")
}

func (o *common) docker() docker.Options {
	return docker.Options{
		Host:        o.host,
		LogsSince:   time.Duration(o.logsSince),
		MaxFileSize: int64(o.maxFileSize),
	}
}

func (o *common) engine() engine.Options {
	options := engine.Options{Rules: o.rules, MaxFileSize: int64(o.maxFileSize), Timeout: time.Duration(o.timeout)}
	if dir, err := os.UserCacheDir(); err == nil && !o.noCache {
		options.Cache = engine.Cache{Dir: dir, Version: build()}
	}
	return options
}

// scanOptions are the options of scan.
type scanOptions struct {
	common
	outputs      []string
	failOn       severity
	failOnSigma  bool
	least        severity
	category     string
	all          bool
	filter       []string
	parallel     int
	allowPartial bool
	baseline     string
	dockerfile   string
	showSecrets  bool
}

func (o *scanOptions) register(cmd *cobra.Command) {
	f := cmd.Flags()
	f.SortFlags = false
	f.StringArrayVarP(&o.outputs, "output", "o", nil, "write the report as `FORMAT[=FILE]` (repeatable; default table): "+formatList())
	f.Var(&o.failOn, "fail-on", "exit with status 1 when there is a finding of `SEVERITY` or worse")
	f.BoolVar(&o.failOnSigma, "fail-on-sigma", false, "let the findings of Sigma rules count for --fail-on")
	f.Var(&o.least, "severity", "show findings of `SEVERITY` and worse only")
	f.StringVar(&o.category, "category", "", "judge by the rules of one `CATEGORY` only: anomaly or misconfiguration")
	f.BoolVarP(&o.all, "all", "a", false, "stopped containers too, when no target is named")
	f.StringArrayVar(&o.filter, "filter", nil, "only containers that pass `KEY=VALUE`, as for docker ps (repeatable)")
	f.IntVar(&o.parallel, "parallel", runtime.NumCPU(), "scan `N` targets at a time")
	f.Lookup("parallel").DefValue = "one for each processor"
	f.StringVar(&o.dockerfile, "dockerfile", "", "point findings of an image into the Dockerfile `FILE` that it was built from")
	f.StringVar(&o.baseline, "baseline", "", "report only what the JSON report in `FILE` does not have")
	f.BoolVar(&o.allowPartial, "allow-partial", false, "no status 3 when something could not be looked at")
	f.BoolVar(&o.showSecrets, "show-secrets", false, "do not mask secrets in the report")
	o.common.register(cmd)
}

func (o *scanOptions) check() error {
	switch report.Category(o.category) {
	case "", report.Anomaly, report.Misconfiguration:
	default:
		return usagef("use --category anomaly or misconfiguration", "unknown category %q", o.category)
	}
	if o.parallel < 1 {
		return usagef("use --parallel with a number from 1 on", "cannot scan %d targets at a time", o.parallel)
	}
	return nil
}

// usagef makes an error of how rummage was called.
func usagef(hint, format string, args ...any) error {
	return hinted{fmt.Errorf(format, args...), hint}
}

// duration is a flag such as 90s, 24h or 7d.
type duration time.Duration

func (d *duration) Set(s string) error {
	if days, ok := strings.CutSuffix(s, "d"); ok {
		var n float64
		if _, err := fmt.Sscanf(days, "%g", &n); err == nil && n >= 0 {
			*d = duration(n * float64(24*time.Hour))
			return nil
		}
	}
	parsed, err := time.ParseDuration(s)
	if err != nil || parsed < 0 {
		return fmt.Errorf("want a duration such as 90s, 24h or 7d")
	}
	*d = duration(parsed)
	return nil
}

func (d *duration) String() string {
	if *d == 0 {
		return ""
	}
	return time.Duration(*d).String()
}

func (d *duration) Type() string { return "duration" }

// size is a flag such as 500KB or 32MB, with factors of 1024.
type size int64

func (n *size) Set(s string) error {
	parsed, err := units.RAMInBytes(s)
	if err != nil || parsed < 1 {
		return fmt.Errorf("want a size such as 500KB or 32MB")
	}
	*n = size(parsed)
	return nil
}

func (n *size) String() string {
	return units.CustomSize("%.4g%s", float64(*n), 1024, []string{"B", "KB", "MB", "GB", "TB"})
}
func (n *size) Type() string { return "size" }

// severity is a flag; 0 is none.
type severity report.Severity

func (s *severity) Set(name string) error {
	parsed, err := report.ParseSeverity(name)
	*s = severity(parsed)
	return err
}

func (s *severity) String() string {
	if *s == 0 {
		return ""
	}
	return report.Severity(*s).String()
}

func (s *severity) Type() string { return "severity" }
