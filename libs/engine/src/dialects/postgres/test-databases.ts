import { randomBytes } from 'node:crypto';
import { parseDatabaseUrl, withDatabaseName, type PostgresTarget } from '../../config/database-url';
import type { Variables } from '../../config/variables';
import type { CreatedDatabase, CreateRequest, Template, TestDatabases } from '../../dialect/test-databases';
import { isPlumblineError, PlumblineError } from '../../errors/plumbline-error';
import { sha256 } from '../../kernel/hash';
import { catalogueLines } from './catalogue-lines';
import { lock } from './lock';
import { quote, quoteText } from './quoting';
import { connect } from './connect';
import { sqlStateFrom } from './server-errors';
import type { PostgresSession } from './session';

const DATABASE = 'plumbline_test_';
/** Followed by the day on which it was made, and what it is made of. */
const TEMPLATE = 'plumbline_template_';
/** Milliseconds to wait for somebody else who makes the same template. */
const TEMPLATE_TIMEOUT = 600_000;
/** How often a database that somebody removed as a leftover, before it was connected to, is made again. */
const ATTEMPTS = 5;
/** SQLSTATEs (manual, appendix A). */
const INVALID_CATALOG_NAME = '3D000';
const OBJECT_IN_USE = '55006';

/**
 * Databases on a server. One is held by a connection as long as it is wanted: whatever ends the process ends the
 * connection, and a database of ours that nobody is connected to is a leftover.
 */
export const testDatabases: TestDatabases = { needsServer: true, create, catalogueLines };

async function create({ server, variables, template }: CreateRequest): Promise<CreatedDatabase> {
  if (server === undefined)
    throw new PlumblineError('internal', { message: 'no server for a test database' });
  const admin = await connect(targetOf(server, variables));
  const place = { server, variables, admin };
  try {
    await dropLeftovers(admin);
    const { database, holder } = await createFrom(place, templateOf(place, template));
    // A program that forgets to drop the database can end all the same; the next run takes it away.
    holder.unref();
    return database;
  } finally {
    await admin.close();
  }
}

interface Place {
  /** The URL of the server, with any database. */
  readonly server: string;
  readonly variables: Variables;
  readonly admin: PostgresSession;
}

/** A database with the connection that keeps it from being a leftover. */
interface HeldDatabase {
  readonly name: string;
  readonly database: CreatedDatabase;
  readonly holder: PostgresSession;
}

/** Names the template, which is there; it is asked for anew at each attempt, as a template may be removed at any time. */
type TemplateSource = () => Promise<string | undefined>;
const NO_TEMPLATE: TemplateSource = async () => undefined;

/** Makes a database and connects to it; again where a clean-up came in between, or took the template. */
async function createFrom(place: Place, source: TemplateSource): Promise<HeldDatabase> {
  for (let attempt = 1; ; attempt += 1) {
    const name = `${DATABASE}${randomBytes(6).toString('hex')}`;
    try {
      const template = await source();
      const from = template === undefined ? '' : ` TEMPLATE ${quote(template)}`;
      await place.admin.query(`CREATE DATABASE ${quote(name)}${from}`);
      return await hold(place, name);
    } catch (error) {
      if (!isGone(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

async function hold({ server, variables }: Place, name: string): Promise<HeldDatabase> {
  const url = withDatabaseName(server, name);
  const target = targetOf(url, variables);
  const holder = await connect(target);
  const drop = async (): Promise<void> => {
    await holder.close();
    const admin = await connect(targetOf(server, variables));
    try {
      await admin.query(`DROP DATABASE IF EXISTS ${quote(name)} WITH (FORCE)`);
    } finally {
      await admin.close();
    }
  };
  return { name, holder, database: { url, target, typeorm: { type: 'postgres', url }, drop } };
}

function templateOf(place: Place, template: Template | undefined): TemplateSource {
  if (template === undefined) return NO_TEMPLATE;
  const { user, parameters } = targetOf(place.server, place.variables);
  // Who owns what is in it, and where names without a schema are made.
  const digest = sha256(JSON.stringify([template.digest, user, parameters])).slice(0, 16);
  const name = `${TEMPLATE}${dayOf(new Date())}_${digest}`;
  return async () => {
    if (!(await exists(place.admin, name))) await makeTemplate(place, name, template);
    return name;
  };
}

async function makeTemplate(place: Place, name: string, { fill }: Template): Promise<void> {
  const held = await lock(place.admin, name, { timeout: TEMPLATE_TIMEOUT });
  try {
    if (await exists(place.admin, name)) return;
    const made = await createFrom(place, NO_TEMPLATE);
    try {
      await fill(made.database.url);
      await made.holder.close();
      // Only what is whole gets the name; and what somebody is connected to cannot be copied.
      await place.admin.query(`ALTER DATABASE ${quote(made.name)} RENAME TO ${quote(name)}`);
      await place.admin.query(`ALTER DATABASE ${quote(name)} WITH ALLOW_CONNECTIONS false`);
    } catch (error) {
      await made.database.drop();
      throw error;
    }
  } finally {
    await held.release();
  }
}

/** Of databases of ours those that nobody is connected to, and templates that are older than yesterday. */
async function dropLeftovers(admin: PostgresSession): Promise<void> {
  const yesterday = dayOf(new Date(Date.now() - 24 * 60 * 60 * 1000));
  const rows = await admin.query<{ readonly name: string }>(
    `SELECT d.datname AS name FROM pg_catalog.pg_database d
      WHERE (d.datname ~ '^${DATABASE}[0-9a-f]{12}$'
         OR d.datname ~ '^${TEMPLATE}[0-9]{8}_[0-9a-f]{16}$' AND split_part(d.datname, '_', 3) < '${yesterday}')
        AND pg_catalog.pg_has_role(d.datdba, 'USAGE')
        AND NOT EXISTS (SELECT FROM pg_catalog.pg_stat_activity a WHERE a.datid = d.oid)`,
  );
  for (const { name } of rows) {
    try {
      await admin.query(`DROP DATABASE IF EXISTS ${quote(name)}`);
    } catch (error) {
      // Somebody has connected to it since.
      if (sqlStateFrom(error) !== OBJECT_IN_USE) throw error;
    }
  }
}

async function exists(admin: PostgresSession, name: string): Promise<boolean> {
  const rows = await admin.query(`SELECT FROM pg_catalog.pg_database WHERE datname = ${quoteText(name)}`);
  return rows.length > 0;
}

function isGone(error: unknown): boolean {
  return isPlumblineError(error, 'database-missing') || sqlStateFrom(error) === INVALID_CATALOG_NAME;
}

function targetOf(url: string, variables: Variables): PostgresTarget {
  const target = parseDatabaseUrl(url, '/', variables);
  if (target.dialect === 'postgres') return target;
  throw new PlumblineError('internal', { message: `${target.displayUrl} is no PostgreSQL server` });
}

/** `20261124`, in UTC. */
function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10).replaceAll('-', '');
}
