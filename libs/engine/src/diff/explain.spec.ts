import { EMPTY_SCHEMA, type Column, type SchemaModel, type Table } from '../model/schema';
import { pathKey } from '../model/origins';
import type { OperationKind } from '../operations/operation';
import { diffSchemas } from './diff-schemas';
import { explainOperation, type Grounds } from './explain';
import { applyRenames } from './renames';

const OPTIONS = {
  renamesConstraints: true,
  viewsHoldColumns: true,
  canRefer: () => true,
  generatedHoldColumns: true,
};
const id: Column = { name: 'id', type: 'integer' };
const table = (name: string, more: Partial<Table>): Table => ({
  ...{ name, columns: [id], uniques: [], checks: [], exclusions: [], foreignKeys: [], indexes: [] },
  ...more,
});
const text = (name: string, type = 'text'): Column => ({ name, type, nullable: true });
const key = (name: string, column: string, onDelete?: 'cascade') => ({
  ...{ name, columns: [column], references: { table: 'teams', columns: ['id'] } },
  ...(onDelete === undefined ? {} : { onDelete }),
});

/** Both sides of everything that can differ. */
const FOUND: SchemaModel = {
  ...EMPTY_SCHEMA,
  enums: [
    { name: 'mood', values: ['sad'] },
    { name: 'gone', values: ['a'] },
  ],
  tables: [
    table('left', {}),
    table('old_teams', { primaryKey: { name: 'teams_pk', columns: ['id'] } }),
    table('users', {
      columns: [id, text('team'), text('name'), text('size'), text('gone')],
      primaryKey: { name: 'users_pk', columns: ['id'] },
      uniques: [
        { name: 'u_old', columns: ['size'] },
        { name: 'u_named', columns: ['id', 'size'] },
      ],
      checks: [
        { name: 'c', expression: 'id > 0' },
        { name: 'c_late', expression: 'id < 9', notValid: true },
      ],
      exclusions: [{ name: 'x', expression: 'USING gist (size WITH =)' }],
      foreignKeys: [key('f', 'team')],
      indexes: [
        { name: 'i', keys: ['size'] },
        { name: 'i_named', keys: ['id', 'team'] },
      ],
    }),
  ],
  views: [
    { name: 'v', definition: 'SELECT 1 AS a', indexes: [] },
    { name: 'v_gone', definition: 'SELECT 2 AS a', indexes: [] },
  ],
};
const WANTED: SchemaModel = {
  schemas: ['audit'],
  extensions: ['citext'],
  enums: [
    { name: 'mood', values: ['sad', 'happy'] },
    { name: 'fresh', values: ['b'] },
  ],
  tables: [
    table('made', { schema: 'audit' }),
    table('teams', { primaryKey: { name: 'teams_pk', columns: ['id'] } }),
    table('users', {
      columns: [id, text('team'), text('full_name'), text('size', 'citext'), text('locale')],
      primaryKey: { name: 'users_pk', columns: ['id', 'team'] },
      uniques: [
        { name: 'u', columns: ['team'] },
        { name: 'u_renamed', columns: ['id', 'size'] },
      ],
      checks: [
        { name: 'c', expression: 'id > 1' },
        { name: 'c_late', expression: 'id < 9' },
      ],
      exclusions: [{ name: 'x', expression: 'USING gist (team WITH =)' }],
      foreignKeys: [key('f', 'team', 'cascade')],
      indexes: [
        { name: 'i', keys: ['team'] },
        { name: 'i_renamed', keys: ['id', 'team'] },
      ],
      comment: 'people',
      strict: true,
    }),
  ],
  views: [
    { name: 'v', definition: 'SELECT 3 AS a', indexes: [] },
    { name: 'v_made', definition: 'SELECT 4 AS a', indexes: [] },
  ],
};
/** What a comparison gives through `rewrite` alone. */
type Rewritten =
  'dropSchema' | 'dropExtension' | 'bulkInsert' | 'backfill' | 'autocommit' | 'execute' | 'run';

/** Of each kind one: where it was found, who describes it, how it was decided, and one thing that was compared. */
const EXPECTED: Readonly<Record<Exclude<OperationKind, Rewritten>, readonly unknown[]>> = {
  createSchema: ['audit', ['the entities'], 'name', { aspect: 'schema', entities: 'audit' }],
  createExtension: [
    'citext',
    ['extensions of the data source'],
    'name',
    { aspect: 'extension', entities: 'citext' },
  ],
  createEnum: ['fresh', ['the entities'], 'name', { aspect: 'enum', entities: 'values (b)' }],
  dropEnum: ['gone', [], 'name', { aspect: 'enum', found: 'values (a)' }],
  alterEnum: [
    'mood',
    ['the entities'],
    'text',
    { aspect: 'values', entities: '(sad, happy)', found: '(sad)' },
  ],
  createTable: ['audit.made', ['the entities'], 'name', { aspect: 'table', entities: 'columns (id)' }],
  dropTable: ['left', [], 'name', { aspect: 'table', found: 'columns (id)' }],
  renameTable: [
    'old_teams',
    ['the entities'],
    'rename',
    { aspect: 'name', entities: 'teams', found: 'old_teams' },
  ],
  setTableComment: ['users', ['User'], 'text', { aspect: 'comment', entities: 'people' }],
  setTableOptions: ['users', ['User'], 'text', { aspect: 'strict', entities: 'yes' }],
  addColumn: [
    'users.locale',
    ['User.locale'],
    'name',
    { aspect: 'column', entities: 'type text, nullable yes' },
  ],
  dropColumn: ['users.gone', [], 'name', { aspect: 'column', found: 'type text, nullable yes' }],
  alterColumn: ['users.size', ['User'], 'database', { aspect: 'type', entities: 'citext', found: 'text' }],
  renameColumn: ['users.name', ['User'], 'rename', { aspect: 'name', entities: 'full_name', found: 'name' }],
  addPrimaryKey: [
    'users.users_pk',
    ['User'],
    'text',
    { aspect: 'columns', entities: '(id, team)', found: '(id)' },
  ],
  dropPrimaryKey: [
    'users.users_pk',
    ['User'],
    'text',
    { aspect: 'columns', entities: '(id, team)', found: '(id)' },
  ],
  addUnique: ['users.u', ['User'], 'name', { aspect: 'constraint', entities: 'columns (team)' }],
  dropUnique: ['users.u_old', [], 'name', { aspect: 'constraint', found: 'columns (size)' }],
  addCheck: ['users.c', ['User'], 'database', { aspect: 'expression', entities: 'id > 1', found: 'id > 0' }],
  dropCheck: ['users.c', ['User'], 'database', { aspect: 'expression', entities: 'id > 1', found: 'id > 0' }],
  addExclusion: ['users.x', ['User'], 'database', expect.objectContaining({ aspect: 'expression' })],
  dropExclusion: ['users.x', ['User'], 'database', expect.objectContaining({ aspect: 'expression' })],
  addForeignKey: ['users.f', ['User'], 'text', { aspect: 'onDelete', entities: 'cascade' }],
  dropForeignKey: ['users.f', ['User'], 'text', { aspect: 'onDelete', entities: 'cascade' }],
  validateConstraint: ['users.c_late', ['User'], 'text', { aspect: 'notValid', found: 'yes' }],
  createIndex: ['users.i', ['User'], 'database', { aspect: 'keys', entities: '(team)', found: '(size)' }],
  dropIndex: ['users.i', ['User'], 'database', { aspect: 'keys', entities: '(team)', found: '(size)' }],
  renameConstraint: [
    'users.u_named',
    ['User'],
    'name',
    { aspect: 'name', entities: 'u_renamed', found: 'u_named' },
  ],
  renameIndex: [
    'users.i_named',
    ['User'],
    'name',
    { aspect: 'name', entities: 'i_renamed', found: 'i_named' },
  ],
  createView: ['v_made', ['the entities'], 'name', { aspect: 'view', entities: 'definition SELECT 4 AS a' }],
  dropView: ['v_gone', [], 'name', { aspect: 'view', found: 'definition SELECT 2 AS a' }],
  replaceView: [
    'v',
    ['the entities'],
    'database',
    { aspect: 'definition', entities: 'SELECT 3 AS a', found: 'SELECT 1 AS a' },
  ],
};

describe('where an operation comes from', () => {
  const renamed = applyRenames(FOUND, WANTED, [
    { kind: 'table', from: { name: 'old_teams' }, to: { name: 'teams' } },
    { kind: 'column', table: { name: 'users' }, from: 'name', to: 'full_name' },
  ]);
  const operations = [...renamed.operations, ...diffSchemas(renamed.model, WANTED, OPTIONS)];
  const users = { name: 'users' };
  const grounds: Grounds = {
    origins: {
      [pathKey({ kind: 'column', on: users, part: 'locale' })]: ['User.locale'],
      [pathKey({ kind: 'table', on: users })]: ['User'],
    },
    ...{ found: renamed.model, wanted: WANTED, settled: WANTED, isAsked: true },
    renames: renamed.operations,
    rewritten: [],
  };

  it.each(Object.entries(EXPECTED))('%s', (kind, [name, entities, decidedBy, compared]) => {
    const whys = operations.filter((op) => op.kind === kind).flatMap((op) => explainOperation(op, grounds));
    expect(whys).toEqual([
      { found: { in: 'the schema of the revisions', name }, entities, decidedBy, compared: [compared] },
    ]);
  });

  it('has met every kind that this comparison gave', () => {
    expect([...new Set(operations.map(({ kind }) => kind))].sort()).toEqual(Object.keys(EXPECTED).sort());
  });

  it('says what makes way for others, what a hook insisted on, and what rewrite made', () => {
    const [view] = FOUND.views;
    const [alter] = operations.filter(({ kind }) => kind === 'alterColumn');
    if (view === undefined || alter === undefined) throw new Error('The models have none.');
    const same = { ...grounds, wanted: renamed.model };
    expect(explainOperation({ kind: 'dropView', view }, same)).toMatchObject([
      { compared: [], decidedBy: 'order' },
    ]);
    const insisted = { ...grounds, settled: renamed.model };
    expect(explainOperation(alter, insisted)).toMatchObject([{ decidedBy: 'hook' }]);
    expect(explainOperation(alter, { ...grounds, rewritten: [alter] })).toMatchObject([
      { decidedBy: 'rewrite' },
    ]);
    expect(explainOperation({ kind: 'execute', sql: 'SELECT 1' }, grounds)).toEqual([
      { entities: [], compared: [], decidedBy: 'rewrite' },
    ]);
    expect(explainOperation({ kind: 'autocommit', operations: [alter] }, grounds)).toEqual(
      explainOperation(alter, grounds),
    );
  });
});
