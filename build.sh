#!/usr/bin/env bash
# Everything that can be done here, by verb. `./build.sh` alone lists them.
set -euo pipefail
cd "$(dirname "$0")"
. .tools/say
. .tools/need
. .tools/steps
. .tools/fuzz

case "${1:-}" in
  demo)  shift; demo "$@" ;;
  test)  test_all ;;
  test-long) test_long ;;
  bench) bench ;;
  fuzz)  shift; fuzz_all "$@" ;;
  *)     list; [ $# -eq 0 ] || exit 2 ;;
esac
