import { columnChange } from '../support/changes';
import type { Pair } from '../support/shape';

const POSTGRES = { on: ['postgres'] } as const;

export const EXTENSION_PAIRS: readonly Pair[] = [
  columnChange(
    'text that counts letters of either case as one',
    [{ type: 'varchar', length: 20 }, { type: 'citext' }],
    { given: ["'Ann'"], then: ['Ann'] },
    { ...POSTGRES, kinds: { postgres: ['createExtension', 'alterColumn'] } },
  ),
  columnChange(
    'text becomes a path',
    [{ type: 'text' }, { type: 'ltree' }],
    { given: ["'a.b.c'"], then: ['a.b.c'] },
    { ...POSTGRES, kinds: { postgres: ['createExtension', 'alterColumn'] } },
  ),
];
