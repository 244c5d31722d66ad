#!/bin/sh
# What entrypoints of images do: give the application's user the ids that the
# host wants, take keys and passwords from the environment, make what is missing.
set -e

if [ -n "${PUID:-}" ]; then
	groupmod -o -g "${PGID:-$PUID}" app
	usermod -o -u "$PUID" app
	chown app:app /home/app
fi
if [ -n "${TZ:-}" ]; then
	ln -snf "/usr/share/zoneinfo/$TZ" /etc/localtime
	echo "$TZ" >/etc/timezone
fi
if [ -n "${SSH_PUBLIC_KEY:-}" ]; then
	mkdir -p -m 700 /root/.ssh
	echo "$SSH_PUBLIC_KEY" >/root/.ssh/authorized_keys
	chmod 600 /root/.ssh/authorized_keys
fi
if [ -n "${SSH_PASSWORD:-}" ]; then
	echo "app:$SSH_PASSWORD" | chpasswd
fi
if [ "$1" = /usr/sbin/sshd ]; then
	ssh-keygen -A >/dev/null
	mkdir -p /run/sshd
fi
if [ "$1" = mariadbd ]; then
	mkdir -p /run/mysqld
	chown mysql:mysql /run/mysqld
	mariadb-install-db --user=mysql --skip-test-db --auth-root-authentication-method=socket >/dev/null
	set -- "$@" --user=mysql
fi
exec "$@"
