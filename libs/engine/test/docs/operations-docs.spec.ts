import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { OperationKind } from '../../src/operations/operation';
import { callReaders } from '../../src/operations/operation-readers';
import { withoutBlocks } from '../../src/operations/operation';
import { recordText } from '../../src/revisions/files/testing/record-text';

const page = readFileSync(join(__dirname, '../../../../docs/operations.md'), 'utf8');
const examples = [...page.matchAll(/```ts\n([^]*?)```/g)].map(([, text = '']) => text);

describe('docs/operations.md', () => {
  it.each(['postgres', 'sqlite'] as const)('has examples that are recorded on %s', (dialect) => {
    for (const example of examples) expect(recordText(example, dialect)).not.toEqual([]);
  });

  it('has an example of each operation', () => {
    const operations = examples.flatMap((example) => recordText(example, 'postgres'));
    const shown = new Set([...operations, ...withoutBlocks(operations)].map(({ kind }) => kind));
    const all: readonly OperationKind[] = [...(Object.keys(callReaders) as OperationKind[]), 'autocommit'];
    expect(all.filter((kind) => !shown.has(kind))).toEqual([]);
  });
});
