# METADATA
# title: Hook of an interpreter added
# description: |
#   Something was added that Python, Perl, Ruby, Node, Java or .NET runs by
#   itself whenever they start: a .pth file with code, sitecustomize or
#   usercustomize, a changed module of the standard library, or a setting such
#   as NODE_OPTIONS that loads one. It runs inside of every program in that
#   language.
# related_resources:
#   - ref: https://attack.mitre.org/techniques/T1546/018/
#   - ref: https://docs.python.org/3/library/site.html
# schemas:
#   - input: schema.document
# custom:
#   severity: medium
#   category: anomaly
#   attack: [T1546, T1574.006]
#   cis: []
#   remediation: |
#     Keep the container as evidence before anything else. Read the file
#     without the interpreter. Remove it, and start anew what runs in that
#     language.
package rummage.persistence.interpreter_hook

import data.rummage.lib.changes
import data.rummage.lib.links
import data.rummage.lib.profiles
import data.rummage.lib.suppress
import data.rummage.lib.texts

# own holds for what neither a package nor the image explains.
own(c) if {
	c.kind != "deleted"
	changes.content_changed(c)
	not suppress.packaged(c)
	not suppress.recorded(c)
	not links.is_settled(c)
}

# Python executes the lines of a .pth file that begin with import.
findings contains {
	"message": sprintf("Python executes what %s says, whenever it starts", [c.path]),
	"severity": suppress.lowered(c, severity(lines)),
	"location": {"path": c.path},
	"evidence": {"lines": texts.shown(lines)},
} if {
	some c in changes.with_extension("pth")
	regex.match(`/(?:site|dist)-packages/[^/]+\.pth$|/lib/python[0-9.]*/[^/]+\.pth$`, c.path)
	own(c)
	lines := [line | some line in texts.new(c); regex.match(`^import\s`, line); not is_usual(c, line)]
	count(lines) > 0
}

# is_usual holds for what setuptools, virtualenv and coverage write.
is_usual(_, line) if regex.match(
	`^import os; var = 'SETUPTOOLS_USE_DISTUTILS'; enabled = os\.environ\.get\(var, '\w+'\) == 'local'; enabled and __import__\('_distutils_hack'\)(?:\.add_shim\(\))?;?$`,
	line,
)

is_usual(_, line) if regex.match(`^import __editable___\w+; __editable___\w+\.install\(\)$`, line)

is_usual(_, line) if regex.match(`^import sys; (?:sys\.__plen = len\(sys\.path\)|new=sys\.path\[sys\.__plen:\]; del sys\.path\[sys\.__plen:\]; p=getattr\(sys,'__egginsert',0\); sys\.path\[p:p\]=new; sys\.__egginsert = p\+len\(new\))$`, line)

is_usual(_, line) if {
	regex.match(`^import sys, types, os;\s*(?:has_mfs = sys\.version_info > \(3, 5\);\s*)?p = os\.path\.join\(sys\._getframe\(1\)\.f_locals\['sitedir'\], \*\([\w', ]+\)\);`, line)
	severity([line]) == "medium"
}

is_usual(_, line) if regex.match(`^import coverage; coverage\.process_startup\(\)$`, line)

is_usual(c, line) if {
	line == "import _virtualenv"
	changes.at(regex.replace(c.path, `/lib(?:64)?/python[0-9.]+/site-packages/[^/]+$`, "/pyvenv.cfg"))
}

severity(lines) := "high" if {
	some line in lines
	regex.match(`\b(?:exec|eval|compile|b64decode|fromhex|urlopen|urllib|requests|socket|subprocess|popen|system|marshal|zlib)\b`, line)
}

else := "medium"

findings contains {
	"message": sprintf("%s runs whenever its interpreter starts", [c.path]),
	"severity": suppress.lowered(c, "medium"),
	"location": {"path": c.path},
	"evidence": {"sha256": object.get(c, "sha256", ""), "lines": texts.shown(texts.new(c))},
} if {
	some c in modules
	c.type in {"file", "symlink"}
	own(c)
	not is_empty(c)
}

is_empty(c) if {
	c.type == "file"
	c.size == 0
}

# modules are run at each start by their name, wherever they are found first.
modules contains c if {
	some name in ["sitecustomize.py", "usercustomize.py", "sitecustomize.pl"]
	some c in changes.named(name)
}

# Of the standard library, what is always loaded.
modules contains c if {
	some name in ["site.py", "os.py", "codecs.py", "io.py", "abc.py", "stat.py", "posixpath.py", "genericpath.py", "_sitebuiltins.py", "strict.pm", "warnings.pm", "rubygems.rb"]
	some c in changes.named(name)
	c.kind == "modified"
	regex.match(`/(?:lib(?:64)?/(?:pypy|python)[0-9.]+/[^/]+|perl[^/]*/(?:.*/)?[^/]+\.pm|ruby/(?:.*/)?rubygems\.rb)$`, c.path)
}

modules contains c if {
	some c in changes.named("operating_system.rb")
	endswith(c.path, "/rubygems/defaults/operating_system.rb")
}

# Perl looks there before it looks where its own modules are.
modules contains c if {
	some c in changes.under("/etc/perl")
	regex.match(`\.p[ml]$`, c.path)
}

modules contains c if {
	some name in ["strict.pm", "warnings.pm"]
	some c in changes.named(name)
	regex.match(`^/usr/local/(?:lib/[^/]+/perl|share/perl|lib/site_perl)/`, c.path)
}

findings contains {
	"message": sprintf("%s has %s load something whenever it starts", [c.path, language]),
	"severity": suppress.lowered(c, "medium"),
	"location": {"path": c.path},
	"evidence": {"lines": texts.shown([line])},
} if {
	some c in settings
	own(c)
	some line in texts.new(c)
	[name, value] := named_value(line)
	some language in loads(upper(name), value)
}

settings contains c if some c in profiles.changed

settings contains c if {
	some name in [".npmrc", "npmrc", ".yarnrc"]
	some c in changes.named(name)
}

named_value(line) := profiles.setting(line)

# npm writes names with a hyphen.
named_value(line) := [replace(found[0][1], "-", "_"), found[0][2]] if {
	found := regex.find_all_string_submatch_n(`^(node-options)\s*=\s*(.*)$`, line, 1)
	count(found) > 0
}

# loads is the language in which a setting of this name has something loaded.
loads(name, value) := {language |
	some language, by_name in loading
	regex.match(by_name[name], value)
}

loading := {
	"Node": {"NODE_OPTIONS": `(?:^|[\s"'])(?:--require|-r|--import|--loader|--experimental-loader)(?:[\s=]|$)`},
	"Perl": {"PERL5OPT": `-\w*[MmdI]`, "PERL5DB": `.`, "PERL5LIB": odd},
	"Ruby": {"RUBYOPT": `-\w*[rI]`, "RUBYLIB": odd},
	"Java": {"JAVA_TOOL_OPTIONS": agent, "_JAVA_OPTIONS": agent, "JDK_JAVA_OPTIONS": agent},
	".NET": {"DOTNET_STARTUP_HOOKS": `.`, "CORECLR_PROFILER_PATH": `.`},
	"Lua": {"LUA_INIT": `.`},
	"Python": {"PYTHONPATH": odd, "PYTHONSTARTUP": odd, "PYTHONHOME": odd},
	"PHP": {"PHP_INI_SCAN_DIR": odd, "PHPRC": odd},
}

odd := `(?:^|[:"'])/(?:tmp|var/tmp|dev/shm)(?:[:/"']|$)`

agent := `-javaagent:|-agentpath:|-agentlib:(?:[^j]|j[^d])|-Xbootclasspath/`
