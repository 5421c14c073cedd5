import { POSTGRES_TYPES } from './shapes/postgres-types';
import { describeShapes } from './support/walk-shape';

describeShapes(POSTGRES_TYPES);
