import { formatFiles, getProjects, joinPathFragments, logger, type Tree } from '@nx/devkit';
import { join, relative } from 'node:path';
import { configFileIn } from '../../config-file';
import { runEngine } from '../../run-engine';
import { configurationGenerator } from '../configuration/generator';
import { initGenerator } from '../init/generator';
import { chooseDataSource, chooseDialect } from './choose-source';
import type { ConvertGeneratorSchema } from './schema';
import { removeTypeormScripts } from './typeorm-scripts';

/**
 * Takes over a data source with TypeORM's migrations: a migrations project, and a revision for each class, which calls it.
 * Everything goes into the Tree; no database is asked. The classes stay where they are, for the revisions run them. A
 * second run writes what was added since, or nothing.
 *
 * @throws Error `import-refused` where there is no data source, or it is not clear which; where the engine refuses the
 *   classes or the entities, it has printed why
 */
export async function convertGenerator(tree: Tree, schema: ConvertGeneratorSchema): Promise<void> {
  const directory = joinPathFragments(schema.directory ?? 'migrations');
  const config = await addConfiguration(tree, directory, schema);
  const revisions = await writeRevisions(tree, config, schema);
  const scripts = schema.removeScripts === true ? removeTypeormScripts(tree) : { removed: [], left: [] };
  if (schema.skipFormat !== true) await formatFiles(tree);
  // After that: a revision is the engine's byte for byte, as the target of the same command writes it.
  for (const [file, text] of revisions) tree.write(file, text);
  for (const name of scripts.removed) logger.info(`Removed ${name}.`);
  for (const name of scripts.left) logger.warn(`Left as it is, as it does more; change it by hand: ${name}`);
  if (tree.listChanges().length === 0) logger.info('Nothing to convert: all of it was converted before.');
  else if (revisions.size > 0) tellNext(tree, directory);
}

export default convertGenerator;

/** @returns the configuration file, relative to the workspace's root */
async function addConfiguration(
  tree: Tree,
  directory: string,
  schema: ConvertGeneratorSchema,
): Promise<string> {
  const exists = (file: string): boolean => tree.exists(file);
  const there = configFileIn(directory, exists);
  if (there !== undefined) return there;
  const dataSource = chooseDataSource(tree, schema.dataSource);
  const dialect = chooseDialect(tree, dataSource, schema.dialect);
  await initGenerator(tree, { dialect, skipConfiguration: true, skipPackageJson: true, skipFormat: true });
  const { name, tags } = schema;
  await configurationGenerator(tree, {
    ...{ dialect, dataSource, directory, skipFormat: true },
    ...(name === undefined ? {} : { name }),
    ...(tags === undefined ? {} : { tags }),
  });
  return joinPathFragments(directory, 'plumbline.config.ts');
}

/** @returns the texts of the new files, by their paths from the workspace's root */
async function writeRevisions(
  tree: Tree,
  config: string,
  { migrations }: ConvertGeneratorSchema,
): Promise<ReadonlyMap<string, string>> {
  const written = new Map<string, string>();
  const options = {
    source: 'typeorm',
    filesOnly: true,
    config: join(tree.root, config),
    ...(migrations === undefined ? {} : { migrations: [migrations].flat() }),
  };
  const code = await runEngine('import', options, {
    cwd: tree.root,
    configText: tree.read(config, 'utf8') ?? '',
    writeFile: (file, text) => void written.set(relative(tree.root, file), text),
  });
  if (code !== 0) throw new Error(`Nothing was converted (exit code ${code}); the reason is above.`);
  return written;
}

function tellNext(tree: Tree, directory: string): void {
  const name = [...getProjects(tree)].find(([, { root }]) => root === directory)?.[0] ?? directory;
  logger.info(
    `Next, once for each environment: nx run ${name}:migrate-import typeorm\n` +
      "It marks as applied what TypeORM's table of migrations has recorded. From then on: migrate-upgrade.",
  );
}
