import { ENUMS } from './shapes/enums';
import { describeShapes } from './support/walk-shape';

describeShapes(ENUMS);
