#!/bin/sh
# restore.sh FILE   puts a backup in place of what the database holds; all of it or nothing
# The database is named by PGHOST, PGUSER, PGPASSWORD and PGDATABASE. Stop the app before.
set -eu
if [ $# -ne 1 ] || [ ! -f "$1" ]; then
  echo "usage: restore.sh FILE.dump" >&2
  exit 2
fi
pg_restore --clean --if-exists --no-owner --no-privileges --single-transaction --exit-on-error \
  --dbname="${PGDATABASE:?}" "$1"
echo "restored: $1"
