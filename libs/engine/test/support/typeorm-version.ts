import * as typeorm from 'typeorm';

/** Whether the tests run on TypeORM 0.3: it has what 1.0 took away. */
export const isTypeorm03 = 'createConnection' in typeorm;
