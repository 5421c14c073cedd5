import type { Dialect, Step } from '../dialect/dialect';
import { PlumblineError } from '../errors/plumbline-error';
import { deepFreeze } from '../kernel/freeze';
import type { Operation } from '../operations/operation';
import { recordOperations } from '../operations/recorder';
import type { Direction } from '../report/run-event';
import type { RevisionModule } from '../revisions/files/load-revision';
import type { RevisionFile } from '../revisions/files/read-folder';
import type { RevisionTransaction } from '../revisions/files/revision-header';
import type { MovementStep } from '../revisions/graph/movement';
import type { RowChange } from '../revisions/graph/version-rows';

/** What one revision of a run does. */
export interface RevisionPlan {
  readonly file: RevisionFile;
  readonly direction: Direction;
  readonly rows: RowChange;
  readonly operations: readonly Operation[];
  readonly steps: readonly Step[];
  /** Whether its statements are in one transaction, as far as they can be, or each by itself. */
  readonly transaction: RevisionTransaction;
}

/** How the revisions of a run are parted into transactions: all in one, one for each, or none around any. */
export const TRANSACTION_MODES = ['each', 'all', 'none'] as const;
export type TransactionMode = (typeof TRANSACTION_MODES)[number];

/** A statement that a step comes to. Of code it is a comment that names it. */
export interface PlannedStatement {
  readonly sql: string;
  readonly step: Step;
}

/** Gives the module of a revision's file. */
export type LoadModule = (file: RevisionFile) => Promise<RevisionModule>;

/**
 * Plans the steps of a movement: loads each revision, records what it asks for, compiles it. Nothing has run when
 * this returns, and whatever cannot be planned has been refused.
 *
 * @throws PlumblineError `irreversible-revision`, `invalid-revision-file`, `missing-downgrade`, `invalid-operation`
 */
export async function planSteps(
  steps: readonly MovementStep[],
  context: {
    readonly files: ReadonlyMap<string, RevisionFile>;
    readonly load: LoadModule;
    readonly dialect: Dialect;
    /** Default: `each`. A revision that says for itself how it runs is heard. */
    readonly mode?: TransactionMode;
  },
): Promise<readonly RevisionPlan[]> {
  const { mode = 'each' } = context;
  const recorded: Omit<RevisionPlan, 'steps'>[] = [];
  for (const step of steps) {
    const file = context.files.get(step.revision);
    if (file === undefined)
      throw new PlumblineError('unknown-applied-revision', { revisions: [step.revision] });
    const module = await context.load(file);
    const operations = recordRevision(module, file, step.direction, context.dialect);
    recorded.push({
      file,
      direction: step.direction,
      rows: step.rows,
      operations,
      transaction: file.header.transaction ?? (mode === 'none' ? 'none' : 'each'),
    });
  }
  return recorded.map((one, index) => {
    // Few operations ask, and there may be thousands.
    const following = (): readonly Operation[] =>
      mode === 'all' ? recorded.slice(index + 1).flatMap(({ operations }) => operations) : [];
    return deepFreeze({
      ...one,
      steps: placed(context.dialect.compile(one.operations, following), one.file),
    });
  });
}

/** Code stands outside of a transaction where its revision says so; what the run says does not reach it. */
function placed(steps: readonly Step[], { header }: RevisionFile): readonly Step[] {
  if (header.transaction !== 'none') return steps;
  return steps.map((step) => (step.kind === 'run' ? { ...step, autocommit: true } : step));
}

/** The operations of a revision in one direction. */
export function recordRevision(
  module: RevisionModule,
  file: RevisionFile,
  direction: Direction,
  dialect: Dialect,
): readonly Operation[] {
  const body = direction === 'upgrade' ? module.upgrade : module.downgrade;
  if (typeof body !== 'function') {
    throw new PlumblineError('irreversible-revision', {
      revision: file.header.revision,
      reason: body.reason,
    });
  }
  return recordOperations(body, dialect.name, { revision: file.header.revision });
}
