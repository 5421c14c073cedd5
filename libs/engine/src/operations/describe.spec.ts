import { describeOperation } from './describe';
import type { Column } from '../model/schema';
import { oneOfEach } from './testing/one-of-each';

const LONG = `${'x'.repeat(200)}-> `;

describe('describeOperation', () => {
  it.each(oneOfEach)('says in one line what %s does', (_, op, sentence) => {
    expect(describeOperation(op)).toBe(sentence);
  });

  it.each([
    ['the end', `${LONG}one`, `${LONG}two`, / …x{17}-> one' -> default …x{17}-> two'$/],
    ['the length', LONG, `${LONG}more`, / …[x> -]{20}' -> default …[x> -]{20}more'$/],
    ['white space', 'a\nb', 'a b', /: default …'a\\nb' -> default …'a b'$/],
  ])('shows where long defaults differ: by %s', (_what, before, after, expected) => {
    const column = { name: 'text', type: 'text' } as const;
    const [from, to] = [before, after].map((text) => ({ ...column, default: text })) as [Column, Column];
    const sentence = describeOperation({ kind: 'alterColumn', table: { name: 'a' }, from, to });
    expect(sentence).toMatch(expected);
    expect(sentence.length).toBeLessThan(200);
  });
});
