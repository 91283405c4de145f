#!/usr/bin/env bash
# Makes a dated backup of a folder with rsync; unchanged files are hard links to the backup before, so each one is complete and small.
set -euo pipefail

source_folder="${1:?usage: backup.sh SOURCE TARGET}"
target="${2:?usage: backup.sh SOURCE TARGET}"
today="$target/$(date +%Y-%m-%d)"
latest="$target/latest"

mkdir -p "$target"
rsync --archive --delete --link-dest="$latest" "$source_folder/" "$today.partial/"
mv "$today.partial" "$today"
ln -sfn "$today" "$latest"
echo "backup complete: $today"
