import { FAMILIES } from './shapes/families';
import { describeShapes } from './support/walk-shape';

describeShapes(FAMILIES);
