import { DATABASES_OF_TESTS } from '../../../src/verify/test-databases';
import { modelLines } from '../../../src/verify/model-lines';
import type { Connected } from '../../support/apply';
import { TYPEORM_TABLES } from './workbench';

/** All that the catalogue of a database and what introspection makes of it say. */
export async function allLines({ dialect, session }: Connected): Promise<readonly string[]> {
  const { catalogueLines } = await DATABASES_OF_TESTS[dialect.name]();
  return [
    ...(await catalogueLines(session, { without: TYPEORM_TABLES })),
    ...modelLines(await dialect.introspect(session, { ignoreTables: TYPEORM_TABLES })),
  ];
}
