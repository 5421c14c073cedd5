import { columnChange } from '../support/changes';
import type { Pair } from '../support/shape';

const POSTGRES = { on: ['postgres'] } as const;

/** To and from lists, documents and enums. */
export const LIST_PAIRS: readonly Pair[] = [
  columnChange(
    'text becomes a list of text',
    [
      { type: 'text', nullable: true },
      { type: 'text', array: true, nullable: true },
    ],
    { given: ["'a'", 'NULL'], then: [['a'], null], again: ['a', null] },
    POSTGRES,
  ),
  columnChange(
    'a list of integer becomes one of text',
    [
      { type: 'integer', array: true, default: [] },
      { type: 'text', array: true, default: [] },
    ],
    { given: ["'{1,2}'"], then: [['1', '2']], again: [[1, 2]] },
    POSTGRES,
  ),
  columnChange(
    'simple-json becomes jsonb',
    [{ type: 'simple-json' }, { type: 'jsonb' }],
    { given: [`'{"a": [1]}'`], then: [{ a: [1] }], again: ['{"a": [1]}'] },
    POSTGRES,
  ),
  columnChange(
    'varchar becomes an enum, default and all',
    [
      { type: 'varchar', default: 'a' },
      { type: 'enum', enum: ['a', 'b'], default: 'a' },
    ],
    { given: ["'a'", "'b'"], then: ['a', 'b'] },
    POSTGRES,
  ),
  columnChange(
    'an enum becomes varchar, default and all',
    [
      { type: 'enum', enum: ['a', 'b'], default: 'b' },
      { type: 'varchar', length: 10, default: 'b' },
    ],
    { given: ["'a'", "'b'"], then: ['a', 'b'] },
    POSTGRES,
  ),
  columnChange(
    'an enum of digits becomes integer',
    [
      { type: 'enum', enum: [1, 2], default: 1 },
      { type: 'integer', default: 1 },
    ],
    { given: ["'2'"], then: [2], again: ['2'] },
    POSTGRES,
  ),
  columnChange(
    'an enum becomes a list of it',
    [
      { type: 'enum', enum: ['a', 'b'], enumName: 'letters' },
      { type: 'enum', enum: ['a', 'b'], enumName: 'letters', array: true },
    ],
    { given: ["'a'"], then: ['{a}'], again: ['a'] },
    POSTGRES,
  ),
  columnChange(
    'a list becomes its text, and the text a list again',
    [
      { type: 'text', array: true, default: ['a'] },
      { type: 'text', default: 'a' },
    ],
    {
      given: ["'{x}'", "'{x,y z}'", "'{}'"],
      then: ['x', '{x,"y z"}', '{}'],
      again: [['x'], ['x', 'y z'], []],
    },
    POSTGRES,
  ),
];
