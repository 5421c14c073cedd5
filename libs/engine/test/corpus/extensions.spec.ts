import { EXTENSIONS } from './shapes/extensions';
import { describeShapes } from './support/walk-shape';

describeShapes(EXTENSIONS);
