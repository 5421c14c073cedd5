import type { Session } from '../../src/dialect/dialect';

/** The history of a database in short: each attempt with how it ended, `aaaa done`, in order. */
export async function storyOf(session: Pick<Session, 'query'>): Promise<readonly string[]> {
  const rows = await session.query('SELECT revision, outcome FROM plumbline_history ORDER BY id');
  return rows.map(({ revision, outcome }) => `${String(revision)} ${String(outcome)}`);
}
