import { PlumblineError } from '../errors/plumbline-error';
import type { ImportReport } from '../report/report';
import type { CommandIo } from './command-io';
import { importAlembic } from './import-alembic';
import { importTypeorm } from './import-typeorm';
import type { OptionsOf } from './options';

const SOURCES = { typeorm: importTypeorm, alembic: importAlembic } as const;

/** Takes over what another tool has done. */
export function importHistory(options: OptionsOf<'import'>, io: CommandIo): Promise<ImportReport> {
  const { source = '' } = options;
  if (source === 'alembic' && options.filesOnly === true) {
    throw new PlumblineError('usage', {
      problem: 'Alembic has no files to take over: the baseline is read from the database.',
      hint: 'plumbline import alembic',
    });
  }
  if (source === 'typeorm' || source === 'alembic') return SOURCES[source](options, io);
  throw new PlumblineError('usage', {
    problem: `'${source}' is nothing that can be imported.`,
    hint: 'plumbline import typeorm, or plumbline import alembic',
  });
}
