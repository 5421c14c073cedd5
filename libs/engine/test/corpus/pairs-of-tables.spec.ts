import { CONSTRAINT_PAIRS } from './pairs/constraints';
import { FAMILY_PAIRS } from './pairs/families';
import { KEY_PAIRS } from './pairs/keys';
import { RELATIVE_PAIRS } from './pairs/relatives';
import { SQLITE_PAIRS } from './pairs/sqlite';
import { WHOLE_PAIRS } from './pairs/whole';
import { describePairs } from './support/walk-pair';

describePairs([
  ...CONSTRAINT_PAIRS,
  ...KEY_PAIRS,
  ...RELATIVE_PAIRS,
  ...SQLITE_PAIRS,
  ...FAMILY_PAIRS,
  ...WHOLE_PAIRS,
]);
