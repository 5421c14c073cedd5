import { VIEW_PAIRS } from './pairs/views';
import { VIEWS } from './shapes/views';
import { describePairs } from './support/walk-pair';
import { describeShapes } from './support/walk-shape';

describe('a set of entities', () => describeShapes(VIEWS));
describe('a change', () => describePairs(VIEW_PAIRS));
