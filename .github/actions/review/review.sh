#!/usr/bin/env bash
# What a pull request is held to, here as in CI: the affected targets, then what its revisions do.
#
#   BASE=origin/main .github/actions/review/review.sh
#
# BASE     the branch or commit that the pull request goes to
# TARGETS  the Nx targets to run for what is affected
# CONFIG   the configuration of Plumbline; without it, the nearest one
# In GitHub Actions annotations go to the lines of the files, and Markdown to the summary of the job.
set -euo pipefail

base=${BASE:-origin/main}
read -ra targets <<<"${TARGETS:-lint test migrate-check}"
config=()
[ -z "${CONFIG:-}" ] || config=(--config "$CONFIG")

failed=0
npx nx affected --target="$(IFS=,; echo "${targets[*]}")" --base="$(git merge-base "$base" HEAD)" --head=HEAD \
  --output-style=static || failed=1

if [ -n "${GITHUB_STEP_SUMMARY:-}" ]; then
  npx plumbline review --since "$base" --annotations "${config[@]}" || failed=1
  npx plumbline review --since "$base" --markdown "${config[@]}" >>"$GITHUB_STEP_SUMMARY" || failed=1
else
  npx plumbline review --since "$base" "${config[@]}" || failed=1
fi
exit "$failed"
