# METADATA
# description: |
#   Which processes serve others over the network, and which start commands by
#   trade.
# schemas:
#   - input: schema.document
package rummage.lib.services

import data.rummage.lib.changes
import data.rummage.lib.interpreters
import data.rummage.lib.lineage
import data.rummage.lib.processes

# name is what a process is called: by its executable, and without that by its
# first argument.
name(p) := changes.base(p.exe) if processes.program(p) != ""

else := changes.base(regex.find_n(`^-?[^\s:]+`, p.args[0], 1)[0])

# is_service holds for a web server, a database, or an application server.
is_service(p) if is_known(p)

is_service(p) if is_likely(p)

# is_known holds for those that are known by name or by what they do.
is_known(p) if {
	regex.match(concat("", [`^(?:`, web_servers, `|`, databases, `)$`]), acts_as(p))
	not is_trade(p)
}

is_known(p) if {
	is_runtime(p)
	regex.match(application_servers, p.command)
	not is_trade(p)
}

# A program of a language that listens is one too.
is_known(p) if {
	is_runtime(p)
	p.pid in listeners
	not is_trade(p)
}

# Where sockets cannot be seen, it is likely one when it is what a container with
# ports is made to start.
is_likely(p) if {
	is_runtime(p)
	not sockets_seen
	has_ports
	lineage.is_own_command(p)
	not is_trade(p)
}

sockets_seen if {
	some c in input.coverage
	c.collector == "sockets"
	c.status in {"ok", "partial"}
}

has_ports if count(input.config.ports) > 0

has_ports if count(input.config.exposed) > 0

has_ports if count(input.image.config.exposed) > 0

web_servers := concat("|", [
	`nginx(?:-[\w.]+)?`, `openresty`, `angie`, `apache2`, `httpd(?:[.-]\w+)?`, `lighttpd`, `caddy`, `haproxy`, `traefik`, `h2o`, `thttpd`, `mini_httpd`,
	`hiawatha`, `litespeed`, `lshttpd`, `openlitespeed`, `lsphp[0-9.]*`, `php-(?:fpm|cgi)[0-9.]*`, `php[0-9.]+-(?:fpm|cgi)`, `uwsgi[\w.-]*`, `unitd`,
	`PassengerAgent`, `frankenphp`, `rr`,
])

databases := concat("|", [
	`postgres`, `postmaster`, `mysqld(?:-debug)?`, `mariadbd`, `mongo[ds]`, `redis-(?:server|sentinel|check-\w+)`, `valkey-[\w-]+`, `keydb-server`,
	`memcached`, `clickhouse(?:-server)?`, `influxd[0-9]*`, `cockroach`, `arangod`, `dragonfly`, `sqlservr`, `oracle`, `firebird`, `rethinkdb`,
])

# application_servers are programs of languages that serve, by their command.
application_servers := concat("", [
	`(?i)\b(?:gunicorn|uwsgi|uvicorn|hypercorn|daphne|waitress-serve|granian|flask\s+run|manage\.py\s+runserver|streamlit\s+run|werkzeug|`,
	`puma|unicorn|passenger|rainbows|rails\s+s(?:erver)?|`,
	`catalina|tomcat|jetty|jboss|wildfly|weblogic|websphere|openliberty|glassfish|payara|solr|activemq|confluence|ofbiz|geoserver|coldfusion|resin|`,
	`elasticsearch|opensearch|cassandra|neo4j|next-server|next\s+start|nuxt\s+start|`,
	`apache\.(?:catalina|tomcat|activemq|solr|ofbiz)|springframework\.boot)\b`,
])

# is_runtime holds for what runs programs of a language that is not a shell's.
is_runtime(p) if interpreters.kind(p) in {"python", "node", "ruby", "perl", "php"}

is_runtime(p) if name(p) in {"java", "dotnet"}

listeners contains s.pid if {
	some s in input.sockets
	s.state == "LISTEN"
	s.pid > 0
}

# is_trade holds for programs whose trade is to start commands: supervisors,
# builders, editors and terminals in a browser, notebooks, schedulers. What is
# below them says nothing of the service above.
is_trade(p) if regex.match(
	`^(?:supervisord|s6-[\w-]+|runsv|runsvdir|systemd|cron|crond|CRON|anacron|atd|sshd[\w-]*|dropbear|tmux[\w:. -]*|screen|su|sudo|make|ninja|cmake|git|gitlab-runner|act_runner|ttyd|gotty|x?inetd|erl_child_setup|docker-gen)$`,
	acts_as(p),
)

is_trade(p) if {
	is_runtime(p)
	regex.match(
		concat("", [
			`(?i)(?:^|[\s/@.])(?:npm|npx|yarn|yarnpkg|pnpm|corepack|nodemon|pm2|forever|concurrently|lerna|turbo|nx|gulp|grunt|webpack|vite|jest|vitest|`,
			`code-server|vscode|openvscode|theia|wetty|cloud9|jupyter[\w-]*|ipykernel\w*|ipython|supervisord?|ansible[\w-]*|salt-\w+|celery|airflow|luigi|prefect|dagster|rq|`,
			`pytest|tox|nox|pip[0-9.]*|poetry|circusd|honcho|foreman|overmind|sidekiq|rake|bundle|bundler|jenkins|agent\.jar|slave\.jar|remoting|teamcity|buildagent|`,
			`bamboo|go-agent|gocd|rundeck|gradle\w*|maven|plexus|sbt|hadoop|nodemanager|spark|nifi|jdtls|metals|msbuild|runner\.\w+|node-red|n8n|`,
			`PM2|fail2ban-server|renovate|homebridge|home-assistant|homeassistant|hass)(?:[\s/:.@-]|$)`,
		]),
		p.command,
	)
}

# service is the one that the process is below, when nothing that starts
# commands by trade is in between.
service(p) := landmarks[0] if {
	landmarks := [a | some a in lineage.ancestors(p); is_landmark(a)]
	is_service(landmarks[0])
}

is_landmark(p) if is_service(p)

is_landmark(p) if is_trade(p)

# starts_sessions holds for what gives a connection to the program that it
# starts, as its standard input and output.
starts_sessions(p) if regex.match(
	`^(?:x?inetd|(?:openbsd|inetutils|rl)-?inetd|systemd|tcpserver|tcpsvd|udpsvd|s6-(?:tcp|udp|ipc)\w*|sshd[\w-]*|dropbear|git-daemon|telnetd|in\.\w+d|rlogind|socat[0-9]*|n?cat|nc[\w.]*|mini_httpd|thttpd|stunnel[0-9]*|websocketd)$`,
	acts_as(p),
)

# is_login holds for those of them that ask who is there.
is_login(p) if regex.match(`^(?:sshd[\w-]*|dropbear|telnetd|in\.(?:telnet|rlogin|rsh|rexec)d|rlogind|login)$`, acts_as(p))

acts_as(p) := interpreters.name(p) if interpreters.is_many(p)

acts_as(p) := name(p) if not interpreters.is_many(p)
