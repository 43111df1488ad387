#!/bin/sh
# backup.sh once      one backup now
# backup.sh nightly   one now and one every night at AT_S seconds after midnight UTC
# The database is named by PGHOST, PGUSER, PGPASSWORD and PGDATABASE. Backups older than KEEP_DAYS
# are deleted, but only after a new one was made and read back.
set -eu
BACKUPS=${BACKUPS:-/backups} KEEP_DAYS=${KEEP_DAYS:-14} AT_S=${AT_S:-64800}
umask 077

once() {
  file="$BACKUPS/$(date -u +%Y-%m-%dT%H%M%SZ).dump"
  pg_dump --format=custom --no-owner --no-privileges --file="$file.part" &&
    pg_restore --list "$file.part" > /dev/null &&
    mv "$file.part" "$file" &&
    find "$BACKUPS" -name '*.dump' -mtime +"$KEEP_DAYS" -exec rm -f {} + &&
    echo "backup: $file"
}

case ${1:-} in
  once) once ;;
  nightly)
    trap 'kill "${!:-}" 2> /dev/null || :; exit 0' TERM INT
    while :; do
      rm -f "$BACKUPS"/*.part
      once || echo "backup: failed; the next try is in the night" >&2
      sleep $(((AT_S - $(date +%s) % 86400 + 86399) % 86400 + 1)) &
      wait $!
    done
    ;;
  *)
    echo "usage: backup.sh once|nightly" >&2
    exit 2
    ;;
esac
