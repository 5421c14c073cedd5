import type { DialectName } from '../../../model/dialect-name';
import type { Operation } from '../../../operations/operation';
import type { Operations } from '../../../operations/operations-api';
import { recordOperations } from '../../../operations/recorder';
import { compileSource } from '../compile-source';

/** For tests: what the lines of a function's body record on a dialect. */
export function recordText(body: string, dialect: DialectName): readonly Operation[] {
  const exported: { upgrade?: (op: Operations) => void } = {};
  const module = compileSource(`export function upgrade(op) {\n${body}}\n`, '/versions/test.ts');
  module(exported, () => undefined, { exports: exported }, '/versions/test.ts');
  const { upgrade } = exported;
  if (upgrade === undefined) throw new Error('the text has no upgrade');
  return recordOperations(upgrade, dialect);
}
