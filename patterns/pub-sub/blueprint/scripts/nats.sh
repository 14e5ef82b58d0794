#!/bin/sh
# Starts a NATS server with JetStream for this service, on this machine only, until Ctrl-C. What it keeps is in
# data/nats. An address of its own: PORT=4333 sh scripts/nats.sh, and APP_BROKER__URL=nats://127.0.0.1:4333.
set -eu
cd "$(dirname "$0")/.."
if ! command -v nats-server >/dev/null; then
    echo "nats-server is not installed: apt-get install nats-server, or from https://nats.io" >&2
    exit 1
fi
mkdir -p data/nats
exec nats-server --addr 127.0.0.1 --port "${PORT:-4222}" --jetstream --store_dir data/nats
