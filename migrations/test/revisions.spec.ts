import {
  createTestDatabase,
  expectNoDrift,
  expectSingleHead,
  expectUpDownUp,
  type TestProjectRequest,
} from '@plumbline/engine/testing';

describe.each(['postgres', 'sqlite'] as const)('the revisions of the analytics schema, on %s', (dialect) => {
  const request: TestProjectRequest = { cwd: __dirname, dialect };

  it('can each be undone and applied again', async () => {
    const tried = await expectUpDownUp(request);
    expect(tried.filter(({ isReversible }) => !isReversible)).toEqual([]);
  });

  it('make the schema of the entities', () => expectNoDrift(request));

  it('give each organisation that is there a slug of its own', async () => {
    const database = await createTestDatabase({ ...request, revision: 'a8abb0c88643' });
    try {
      await database.query(
        "INSERT INTO organisations (id, name) VALUES (1, ' Ada Lovelace'), (2, 'Ada Lovelace')",
      );
      await database.upgrade();
      const slugs = await database.query('SELECT slug FROM organisations ORDER BY id');
      expect(slugs).toEqual([{ slug: 'ada-lovelace-1' }, { slug: 'ada-lovelace-2' }]);
    } finally {
      await database.drop();
    }
  });
});

it('the revisions have one head', () => expectSingleHead({ cwd: __dirname }));
