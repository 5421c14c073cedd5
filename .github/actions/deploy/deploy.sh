#!/usr/bin/env bash
# Brings the database of an environment to head, the same way here as in CI: what would run, a backup, the upgrade,
# the proof that it is there, and the health of the service. Stops at the first step that fails.
#
#   DATABASE_URL=postgresql://… ENVIRONMENT=production .github/actions/deploy/deploy.sh
#
# ENVIRONMENT  the environment of the configuration
# CONFIG       the configuration of Plumbline; without it, the nearest one
# BACKUP       false: no backup, where the platform takes its own
# HEALTH_URL   asked until it answers 200, at most HEALTH_TIMEOUT seconds (60); without it nothing is asked
# In GitHub Actions the plan and the outcome go to the summary of the job.
set -euo pipefail

options=(--env "${ENVIRONMENT:-production}")
[ -z "${CONFIG:-}" ] || options+=(--config "$CONFIG")
summary=${GITHUB_STEP_SUMMARY:-/dev/null}

# plumbline <command> …: its output here and, as a block, in the summary; its exit code is that of the step.
step() {
  local title=$1 code=0 output
  shift
  output=$(npx plumbline "$@" "${options[@]}" 2>&1) || code=$?
  printf '\n== %s\n%s\n' "$title" "$output"
  printf '### %s\n\n````text\n%s\n````\n\n' "$title" "$output" >>"$summary"
  return "$code"
}

backup=()
[ "${BACKUP:-true}" = false ] || backup=(--backup)

step 'Plan' plan
step 'Upgrade' upgrade heads --yes "${backup[@]}"
step 'Verify' current --check-heads

[ -n "${HEALTH_URL:-}" ] || exit 0
printf '\n== Health\n'
end=$((SECONDS + ${HEALTH_TIMEOUT:-60}))
until answer=$(curl --silent --show-error --max-time 5 --write-out '\n%{http_code}' "$HEALTH_URL" 2>&1) &&
  [ "${answer##*$'\n'}" = 200 ]; do
  if [ "$SECONDS" -ge "$end" ]; then
    printf '%s did not answer 200 in time; the last answer:\n%s\n' "$HEALTH_URL" "$answer"
    printf '### Health\n\nNot healthy.\n' >>"$summary"
    exit 1
  fi
  sleep 1
done
printf 'healthy: %s\n' "$HEALTH_URL"
printf '### Health\n\nHealthy.\n' >>"$summary"
