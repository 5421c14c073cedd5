import type { Operation } from '../../operations/operation';
import { callLines } from './call-lines';

const execute = (sql: string): Operation => ({ kind: 'execute', sql });
const dropSchema: Operation = { kind: 'dropSchema', schema: 'a' };

describe('callLines', () => {
  it('finds each call in order, below the header', () => {
    const text = `/** op.execute( */
export function upgrade(op: Operations): void {
  op.execute('1');
  op.dropSchema('a');
  op
    .execute('2');
}`;
    expect(callLines(text, [execute('1'), dropSchema, execute('2')])).toEqual([3, 4, 6]);
  });

  it('takes the line of a loop for all that it asks for, and that of the function for what a helper does', () => {
    const text = `export const upgrade = (op) => {
  for (const n of [1, 2]) op.execute(String(n));
  dropAll(op);
};`;
    expect(callLines(text, [execute('1'), execute('2'), dropSchema])).toEqual([2, 2, 1]);
  });
});
