#!/usr/bin/env bash
# Saves database and files of the portal while it runs. Prints the folder that was written.
#
#   BACKUP_DIR       where backups go              (default: backups in the instance folder)
#   BACKUP_KEEP      how many are kept             (default: 14)
#   DATABASE_URL     the database                  (default: portal.sqlite in the instance folder)
#   PORTAL_INSTANCE  the instance folder           (default: instance beside the code)
#
# The database is saved first: a file is written before the record that names it is committed and is never changed
# afterwards, so every file that the saved database names is in the archive.
set -euo pipefail
umask 077

root=$(cd "$(dirname "$0")/.." && pwd)
instance=${PORTAL_INSTANCE:-$root/instance}
target=${BACKUP_DIR:-$instance/backups}
keep=${BACKUP_KEEP:-14}
address=${DATABASE_URL:-sqlite:///$instance/portal.sqlite}
python=$root/.venv/bin/python
[ -x "$python" ] || python=python3

fail() { echo "backup: $*" >&2; exit 1; }

case $keep in ''|*[!0-9]*|0) fail "BACKUP_KEEP=$keep: a whole number from 1" ;; esac

mkdir -p "$target"
half=$(mktemp -d "$target/.half-XXXXXX")
trap 'rm -rf "$half"' EXIT

case $address in
sqlite:///*)
    file=${address#sqlite:///}
    [ -f "$file" ] || fail "no database at $file"
    # SQLite's own online backup: writers go on, the copy is of one moment.
    "$python" - "$file" "$half/database.sqlite" <<'PYTHON'
import sqlite3
import sys

source, copy = (sqlite3.connect(path) for path in sys.argv[1:])
source.execute("PRAGMA busy_timeout = 20000")
source.backup(copy)
answer = copy.execute("PRAGMA integrity_check").fetchone()[0]
copy.execute("PRAGMA journal_mode = DELETE")
copy.close()
sys.exit(None if answer == "ok" else f"the copy is damaged: {answer}")
PYTHON
    ;;
postgres*)
    command -v pg_dump >/dev/null || fail "pg_dump is missing: apt-get install postgresql-client"
    pg_dump --format=custom --no-owner --no-privileges --file="$half/database.dump" \
        --dbname="postgresql://${address#*://}"
    ;;
*)
    fail "DATABASE_URL begins with neither sqlite:/// nor postgresql://"
    ;;
esac

folders=()
for folder in attachments documents; do
    if [ -d "$instance/$folder" ]; then folders+=("$folder"); fi
done
[ ${#folders[@]} -gt 0 ] || folders=(--files-from=/dev/null)
# Uploads move to their place while this runs; tar answers that with 1, which is no fault here.
tar --create --file="$half/files.tar" --directory="$instance" \
    --warning=no-file-changed --warning=no-file-removed "${folders[@]}" || [ $? -eq 1 ]

(cd "$half" && sha256sum -- database.* files.tar > SHA256SUMS)
name=$target/portal-$(date -u +%Y%m%dT%H%M%SZ)
[ ! -e "$name" ] || fail "$name exists already"
mv "$half" "$name"
trap - EXIT
echo "$name"

# The oldest go, beyond the number kept. Names sort by time.
find "$target" -mindepth 1 -maxdepth 1 -type d -name 'portal-*Z' | sort -r | tail -n "+$((keep + 1))" \
    | while IFS= read -r old; do rm -rf -- "$old"; done
