#!/bin/sh
# Three questions a journalist has, with curl and jq (apt install curl jq, or brew install jq).
#   sh examples/curl.sh [http://127.0.0.1:8000]
set -eu
at=${1:-${REJOINDER_URL:-http://127.0.0.1:8000}}

# -G puts the values into the address, --data-urlencode lets them be in any script, -f makes errors errors.
asked() {
	question=$1
	shift
	curl -sSfG "$at/queries/$question" "$@"
}

echo "1. Who answered Shperov's words on lands held for a time, and after how many days?"
asked responses_to_claim -d claim=kazakhstan-holds-lands-temporarily | jq -r '
  .rows[] | [ (if .least_days == null then "?" elif .least_days == .most_days then "\(.least_days)"
               else "\(.least_days)–\(.most_days)" end), .speaker_label, .response_type, .standing ] | @tsv'

echo
echo "2. Which claims about its territory or statehood, dated or perhaps to be dated 2014 to 2017, did Kazakhstan leave unanswered for a month?"
asked unanswered_claims --data-urlencode state=Қазақстан -d days=30 -d during=2014/2017 | jq -r '
  .rows[] | [.date // "undated", .speaker_label, .claim_label, .standing] | @tsv'

echo
echo "3. How do I cite who denied what, and where does it stand?"
asked denials_by_kind -d kind=denies-saying | jq -r '
  (.rows[] | "\(.speaker_label): \(.denial_label) (document \(.document | split("/") | last), characters \(.start)–\(.end))"),
  .receipt.citation'
