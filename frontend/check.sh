#!/bin/sh
# Builds the page anew in a temporary folder and compares it with the committed bundle, byte by byte.
set -eu
cd "$(dirname "$0")"
[ -d node_modules ] || npm ci --no-audit --no-fund --ignore-scripts
fresh=$(mktemp -d)
trap 'rm -rf "$fresh"' EXIT
NODE_ENV=production npx --no-install vite build --outDir "$fresh" --emptyOutDir --logLevel warn
node scripts/manifest.mjs "$fresh"
for name in app.js app.css manifest.json; do
  cmp "$fresh/$name" "../src/smartspec/web/dist/$name" || {
    echo "the committed bundle is not what the sources build: run npm run build" >&2
    exit 1
  }
done
echo "bundle is up to date"
