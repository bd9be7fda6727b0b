#!/bin/sh
# Creates a contact and finds it again, with curl: against the fake, or any API at CUEDESK_BASE_URL. Start the fake first:
#
#	go run ./cmd/cuedesk-fake
set -eu
base=${CUEDESK_BASE_URL:-http://127.0.0.1:8181}
token=${CUEDESK_TOKEN:-cuedesktest-token}

# call METHOD PATH [BODY] prints the answer, and fails with it if it is an error.
call() {
	curl --silent --show-error --fail-with-body --request "$1" --header "Authorization: Bearer $token" \
		--header 'Content-Type: application/json' ${3:+--data "$3"} "$base$2"
	echo
}

call POST /v1/contacts '{"first_name": "Ada", "email": "ada@example.com"}'
call POST /v1/contacts/search '{"advanced_search": [{"field": "email", "operator": "equals", "value": "ada@example.com"}]}'
call GET '/v1/contacts?limit=1'
