import { KEYS } from './shapes/keys';
import { describeShapes } from './support/walk-shape';

describeShapes(KEYS);
