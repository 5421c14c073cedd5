import { join } from 'node:path';
import { readBytes, writeWhole } from '../config/cache-files';
import { answeredWithYes, questionsOf, withKnownAnswers } from '../diff/known-answers';
import { settle, type Settled } from '../diff/settle';
import { sha256 } from '../kernel/hash';
import type { SchemaModel } from '../model/schema';
import type { Database } from './database';
import type { Project } from './project';

/** Two schemas, of which the database that holds one judges what is the same. */
export interface Compared {
  readonly actual: SchemaModel;
  readonly desired: SchemaModel;
  /** See `Dialect.surroundings`. */
  readonly surroundings: () => Promise<string>;
}

/**
 * Lets the database judge what only differs as text, and asks only what was not asked of it before: its answers are kept
 * beside what else is kept of the entities, as digests.
 */
export async function settleWithMemory(
  { cache }: Project,
  { dialect, session, environment }: Database,
  { actual, desired, surroundings }: Compared,
): Promise<Settled> {
  const ask = (part: SchemaModel): Promise<SchemaModel | undefined> => dialect.canonicalise(session, part);
  if (cache === undefined) return settle(actual, desired, ask);
  const questions = questionsOf(actual, desired);
  if (questions.size === 0) return settle(actual, desired, ask);
  const name = sha256(JSON.stringify([environment.target.displayUrl, await surroundings()]));
  const file = join(cache, `answers-${name.slice(0, 32)}.txt`);
  const answered = new Set(readBytes(file)?.toString('utf8').split('\n'));
  const settled = await settle(actual, withKnownAnswers(actual, desired, { questions, answered }), ask);
  const yes = answeredWithYes(actual, settled.desired, questions);
  if (settled.certain && yes.some((question) => !answered.has(question))) writeWhole(file, yes.join('\n'));
  return settled;
}
