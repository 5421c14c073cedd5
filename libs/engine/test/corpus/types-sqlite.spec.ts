import { SQLITE_TYPES } from './shapes/sqlite-types';
import { describeShapes } from './support/walk-shape';

describeShapes(SQLITE_TYPES);
