#!/usr/bin/env bash
# Everything that can be done here, by verb. `./build.sh` alone lists them.
set -euo pipefail
cd "$(dirname "$0")"
. .tools/say
. .tools/need
. .tools/steps

case "${1:-}" in
  demo)  shift; demo "$@" ;;
  test)  test_all ;;
  bench) bench ;;
  *)     list; [ $# -eq 0 ] || exit 2 ;;
esac
