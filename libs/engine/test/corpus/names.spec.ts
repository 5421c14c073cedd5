import { NAMES } from './shapes/names';
import { describeShapes } from './support/walk-shape';

describeShapes(NAMES);
