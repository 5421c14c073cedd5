import { JUNCTIONS } from './shapes/junctions';
import { REFERENCES } from './shapes/references';
import { RELATIONS } from './shapes/relations';
import { describeShapes } from './support/walk-shape';

describeShapes([...REFERENCES, ...RELATIONS, ...JUNCTIONS]);
