# Makes GitLab's code quality report of a JSON report.
[.targets[] as $target | $target.findings[] | select(.suppressed == null) | {
  description: "\($target.name): \(.message)",
  check_name: .rule,
  fingerprint,
  severity: {critical: "blocker", high: "critical", medium: "major", low: "minor", info: "info"}[.severity],
  location: {
    path: (.source.file // .location.path // "\($target.kind)s/\($target.name)" | ltrimstr("/")),
    lines: {begin: (.source.line // .location.log // 1)}
  }
}]
