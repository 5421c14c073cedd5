import { renderHeader } from './render-header';
import { renderBody, renderIrreversible, type Body } from './render-operations';
import type { RevisionHeader } from './revision-header';

/** What a revision file is made of. */
export interface RevisionText {
  readonly header: RevisionHeader;
  readonly upgrade: Body;
  readonly downgrade: Body | { readonly irreversible: string };
}

/**
 * The whole text of a revision file, as `docs/formats.md` has it: UTF-8, LF, one line end at the end. The same input gives the
 * same bytes.
 *
 * @throws PlumblineError `illegal-message`
 */
export function renderRevision({ header, upgrade, downgrade }: RevisionText): string {
  const isIrreversible = 'irreversible' in downgrade;
  return [
    renderHeader(header, { irreversible: isIrreversible }),
    renderFunction('upgrade', upgrade),
    isIrreversible ? renderIrreversible(downgrade.irreversible) : renderFunction('downgrade', downgrade),
  ].join('\n');
}

function renderFunction(name: 'upgrade' | 'downgrade', body: Body): string {
  return `export function ${name}(op: Operations): void {\n${renderBody(body)}}\n`;
}
