import { ENUM_PAIRS } from './pairs/enums';
import { EXTENSION_PAIRS } from './pairs/extensions';
import { GENERATED_PAIRS } from './pairs/generated';
import { LIST_PAIRS } from './pairs/lists';
import { TYPE_PAIRS } from './pairs/types';
import { VALUE_PAIRS } from './pairs/values';
import { describePairs } from './support/walk-pair';

describePairs([
  ...TYPE_PAIRS,
  ...LIST_PAIRS,
  ...VALUE_PAIRS,
  ...ENUM_PAIRS,
  ...EXTENSION_PAIRS,
  ...GENERATED_PAIRS,
]);
