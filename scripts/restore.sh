#!/usr/bin/env bash
# Puts a backup back:  scripts/restore.sh FOLDER
#
# Web server and worker must be stopped. Reads DATABASE_URL and PORTAL_INSTANCE like backup.sh. Nothing is
# overwritten: the SQLite file must not exist, the PostgreSQL database must be empty. Files that lie there already
# stay; they are named by their content.
set -euo pipefail
umask 027

root=$(cd "$(dirname "$0")/.." && pwd)
instance=${PORTAL_INSTANCE:-$root/instance}
address=${DATABASE_URL:-sqlite:///$instance/portal.sqlite}

fail() { echo "restore: $*" >&2; exit 1; }

[ $# -eq 1 ] || fail "name the folder of one backup"
[ -f "$1/SHA256SUMS" ] || fail "$1 is no backup"
(cd "$1" && sha256sum --check --quiet SHA256SUMS) || fail "$1 is damaged; nothing was touched"
mkdir -p "$instance"

case $address in
sqlite:///*)
    file=${address#sqlite:///}
    [ -f "$1/database.sqlite" ] || fail "this backup holds no SQLite database"
    for part in "$file" "$file-wal" "$file-shm"; do
        [ ! -e "$part" ] || fail "$part exists; move it away first"
    done
    cp "$1/database.sqlite" "$file.part"
    mv "$file.part" "$file"
    ;;
postgres*)
    [ -f "$1/database.dump" ] || fail "this backup holds no PostgreSQL database"
    pg_restore --exit-on-error --single-transaction --no-owner --no-privileges \
        --dbname="postgresql://${address#*://}" "$1/database.dump"
    ;;
*)
    fail "DATABASE_URL begins with neither sqlite:/// nor postgresql://"
    ;;
esac

tar --extract --file="$1/files.tar" --directory="$instance" --skip-old-files
echo "restored; now: flask db upgrade, then flask audit verify"
