import type { RevisionHeader } from './revision-header';

const ID = '[A-Za-z0-9_.]{1,32}';
const IDS = `'${ID}'(?:, '${ID}')*`;
/** Printable ASCII without the star, which could end a comment. */
const CHAR = '[ -)+-~]';
const EDGE = '[!-)+-~]';

/** A header exactly as `renderHeader` writes it, in ASCII and with no list so long that it is broken into lines. */
const WRITTEN = new RegExp(
  [
    '^/\\*\\*',
    ` \\* (${EDGE}(?:${CHAR}*${EDGE})?)`,
    ' \\*',
    ` \\* Revision: ${CHAR}*`,
    ` \\* Revises: ${CHAR}*`,
    '(?: \\* Created: (\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)\n)? \\*/',
    "import (?:type { Operations }|{ irreversible, type Operations }) from '@plumbline/engine/migration';",
    '',
    `export const revision = '(${ID})';`,
    `export const downRevision = (?:null|'(${ID})'|\\[(${IDS})\\]); // null for a root, an array for a merge`,
    `export const branchLabels: string\\[\\] = \\[(${IDS})?\\];`,
    `export const dependsOn: string\\[\\] = \\[(${IDS})?\\];`,
    "(?:export const transaction = '(each|none)';\n)?",
    // What follows ends the header for the scanner too.
    'export function ',
  ].join('\n'),
);

/**
 * Reads a header that stands as the tool wrote it, which most do and which takes a fraction of the time. What it
 * answers is what the scanner would have answered.
 *
 * @param text the beginning of a revision file
 * @returns `undefined` for a header of any other form
 */
export function readWrittenHeader(text: string): RevisionHeader | undefined {
  const match = WRITTEN.exec(text);
  if (match === null) return undefined;
  const [, message = '', created, revision = '', parent, parents, labels, dependencies, transaction] = match;
  return {
    revision,
    down: parent === undefined ? listOf(parents) : [parent],
    branchLabels: listOf(labels),
    dependsOn: listOf(dependencies),
    ...(transaction === 'each' || transaction === 'none' ? { transaction } : {}),
    message: detached(message),
    ...(created === undefined ? {} : { created: detached(created) }),
  };
}

/** A copy, so that ten thousand messages do not keep ten thousand beginnings of files in memory. */
function detached(part: string): string {
  return ` ${part}`.slice(1);
}

const NONE: readonly string[] = Object.freeze([]);

function listOf(quoted: string | undefined): readonly string[] {
  return quoted === undefined ? NONE : quoted.slice(1, -1).split("', '");
}
