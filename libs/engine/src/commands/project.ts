import { existsSync } from 'node:fs';
import { relative, resolve } from 'node:path';
import { findConfig, loadConfig, loadWithImports } from '../config/load-config';
import type { Config } from '../config/parse-config';
import { PlumblineError } from '../errors/plumbline-error';
import type { RevisionReport, RevisionMark } from '../report/report';
import { once, onceFor } from '../kernel/once';
import type { LoadModule } from '../plan/plan';
import { loadRevision } from '../revisions/files/load-revision';
import { readRevisionFolders, type RevisionFile } from '../revisions/files/read-folder';
import { buildGraph, type RevisionGraph } from '../revisions/graph/revision-graph';
import type { CommandIo } from './command-io';
import { git } from './git';
import type { CommonOptions } from './options';

/** A configuration with its revisions, read and checked, and nothing connected. */
export interface Project {
  readonly config: Config;
  readonly graph: RevisionGraph;
  /** By revision id. */
  readonly files: ReadonlyMap<string, RevisionFile>;
  readonly io: CommandIo;
  /** Loads a revision's file, once for all databases that it is applied to. */
  readonly load: LoadModule;
  /** The commit that the code is at; asked of git once. */
  readonly commit: () => Promise<string | undefined>;
  /** Where what loading the entities gives is kept; absent with `--no-cache`, or where the configuration says so. */
  readonly cache?: string;
}

/**
 * Loads the configuration and reads the headers of every revision.
 *
 * @param what `texts` for a command that holds the files against what was applied
 * @throws PlumblineError `config-not-found`, `invalid-config`, `invalid-revision-file`, and those of the graph
 */
export async function openProject(
  options: CommonOptions & { readonly noCache?: boolean },
  io: CommandIo,
  what: 'headers' | 'texts' = 'headers',
): Promise<Project> {
  const config = await openConfig(options, io);
  const { versions } = config;
  const all = await readRevisionFolders(
    io.configText === undefined ? versions : versions.filter((folder) => existsSync(folder)),
    what,
  );
  const files = new Map<string, RevisionFile>();
  for (const file of all) {
    const id = file.header.revision;
    const twin = files.get(id);
    if (twin !== undefined) {
      throw new PlumblineError('duplicate-revision', {
        revision: id,
        files: [shown(io, twin.path), shown(io, file.path)],
      });
    }
    files.set(id, file);
  }
  const graph = buildGraph(
    all.map(({ header }) => ({
      id: header.revision,
      down: header.down,
      dependsOn: header.dependsOn,
      labels: header.branchLabels,
    })),
  );
  const { cacheDirectory: cache } = config;
  const isKept = cache !== undefined && options.noCache !== true && io.configText === undefined;
  return {
    ...{ config, graph, files, io },
    load: onceFor(loadRevision),
    commit: once(() => git(config.directory, ['rev-parse', 'HEAD'])),
    ...(isKept ? { cache } : {}),
  };
}

function openConfig({ config }: CommonOptions, { cwd, configText }: CommandIo): Promise<Config> {
  if (config !== undefined && configText !== undefined)
    return loadWithImports(resolve(cwd, config), configText);
  return loadConfig(findConfig(cwd, config));
}

/** A revision's file by id; ids come from the graph, which has the same revisions. */
export function fileOf(project: Project, id: string): RevisionFile {
  const file = project.files.get(id);
  if (file === undefined) throw new PlumblineError('unknown-applied-revision', { revisions: [id] });
  return file;
}

/** A revision for a report, with what marks it in the graph and, where it is known, in the database. */
export function reportRevision(
  project: Project,
  id: string,
  current: readonly string[] = [],
): RevisionReport {
  const { header, path } = fileOf(project, id);
  return {
    revision: id,
    message: header.message,
    down: header.down,
    dependsOn: header.dependsOn,
    labels: header.branchLabels,
    ...(header.created === undefined ? {} : { created: header.created }),
    file: shown(project.io, path),
    marks: marksOf(project.graph, id, current),
  };
}

/** What a revision is in the graph; an effective head is one that another revision depends on. */
function marksOf(graph: RevisionGraph, id: string, current: readonly string[]): RevisionMark[] {
  const children = graph.childrenOf(id).length;
  return [
    ...(children > 0
      ? []
      : [graph.dependentsOf(id).length === 0 ? ('head' as const) : ('effective head' as const)]),
    ...(current.includes(id) ? ['current' as const] : []),
    ...(children > 1 ? ['branch point' as const] : []),
    ...(graph.downOf(id).length > 1 ? ['merge point' as const] : []),
  ];
}

/** A path as people read it: relative to where they are, unless that climbs out. */
export function shown(io: CommandIo, path: string): string {
  const near = relative(io.cwd, path);
  return near.startsWith('..') ? path : near;
}
