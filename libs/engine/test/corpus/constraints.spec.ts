import { CONSTRAINTS } from './shapes/constraints';
import { describeShapes } from './support/walk-shape';

describeShapes(CONSTRAINTS);
