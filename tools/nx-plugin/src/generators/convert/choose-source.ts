import { joinPathFragments, type Tree } from '@nx/devkit';
import { findDataSources } from '../configuration/find-data-source';
import { refuseImport } from '../refusal';
import type { ConvertGeneratorSchema } from './schema';

type ConvertedDialect = NonNullable<ConvertGeneratorSchema['dialect']>;

/** What `type` of a data source stands for which database. */
const TYPES: readonly (readonly [ConvertedDialect, RegExp])[] = [
  ['postgres', /\btype:\s*['"`](?:aurora-)?postgres['"`]/],
  ['sqlite', /\btype:\s*['"`](?:better-sqlite3|sqlite|sqljs)['"`]/],
];

/**
 * The file of the data source whose migrations are converted: the named one, else the only one of the workspace.
 *
 * @returns relative to the workspace's root
 * @throws Error `import-refused` where there is none, or several
 */
export function chooseDataSource(tree: Tree, named: string | undefined): string {
  if (named !== undefined) {
    const file = joinPathFragments(named);
    if (tree.exists(file) && tree.isFile(file)) return file;
    throw refuseImport(`There is no file ${named}.`, 'Name a file of the workspace: --dataSource=…');
  }
  const [only, ...more] = findDataSources(tree);
  if (only === undefined) {
    throw refuseImport(
      'No file of the workspace holds a TypeORM data source under a usual name (data-source.ts).',
      'Name the file: --dataSource=…',
    );
  }
  if (more.length === 0) return only;
  const choices = [only, ...more].map((file) => `--dataSource=${file}`).join(' or ');
  throw refuseImport('Several files hold a data source.', `Say which: ${choices}`);
}

/**
 * The database of a data source, as its text says it; nothing is run to find that out.
 *
 * @throws Error `import-refused` where the text does not say, or says two
 */
export function chooseDialect(
  tree: Tree,
  file: string,
  named: ConvertedDialect | undefined,
): ConvertedDialect {
  if (named !== undefined) return named;
  const text = tree.read(file, 'utf8') ?? '';
  const [only, ...more] = TYPES.filter(([, pattern]) => pattern.test(text)).map(([dialect]) => dialect);
  if (only !== undefined && more.length === 0) return only;
  throw refuseImport(
    `${file} does not say in plain words which one database its migrations are for.`,
    'Say it: --dialect=postgres or --dialect=sqlite',
  );
}
