import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { copyWorkspace, type Outcome, type WorkspaceCopy } from './support/workspace-copy';

// Each step runs the real nx, several times.
jest.setTimeout(300_000);

const USER = 'libs/analytics-core/src/entities/user.ts';

describe('the action that reviews a pull request', () => {
  let workspace: WorkspaceCopy;
  let summary: string;

  beforeAll(() => {
    workspace = copyWorkspace();
    workspace.git('checkout', '--quiet', '-b', 'work');
    summary = join(workspace.folder, 'tmp-summary.md');
  });
  afterAll(() => workspace.remove());

  async function commitAndReview(message: string): Promise<Outcome> {
    workspace.git('add', '--all');
    workspace.git('commit', '--quiet', '--message', message);
    rmSync(summary, { force: true });
    return workspace.script('.github/actions/review/review.sh', {
      BASE: 'main',
      TARGETS: 'migrate-check-revisions',
      CONFIG: 'migrations/plumbline.config.ts',
      GITHUB_STEP_SUMMARY: summary,
    });
  }

  it('fails where an entity changed and no revision says so', async () => {
    workspace.edit(USER, 'length: 255, unique: true', 'length: 40, unique: true');
    const { code, output } = await commitAndReview('shorter');
    expect(code).toBe(1);
    expect(output).toContain('varchar(255) -> varchar(40)');
  });

  it('passes with the revision, puts its risks on its lines and the whole into the summary', async () => {
    const base = ['--base=revisions', '--rev-id=0123456789ab'];
    expect((await workspace.nx('g', 'migration', 'shorter', ...base)).code).toBe(0);
    const { code, output } = await commitAndReview('the revision');
    expect(code).toBe(0);
    expect(output).toMatch(
      /^::error file=migrations\/versions\/\d{8}-\d{4}_0123456789ab_shorter\.ts,line=\d+,title=Data loss on postgres::/m,
    );
    const markdown = readFileSync(summary, 'utf8');
    expect(markdown).toContain('### `0123456789ab` shorter');
    expect(markdown).toContain('| 🛑 data loss | change users.');
    expect(markdown).toContain('```sql\nALTER TABLE "users" ALTER COLUMN');
  });

  it('fails where a revision that others may have applied was edited', async () => {
    const [first = ''] = workspace.revisions();
    workspace.edit(`migrations/versions/${first}`, '/**\n * ', '/**\n * Now: ');
    const { code, output } = await commitAndReview('an edit');
    expect(code).toBe(1);
    expect(output).toContain(`::error file=migrations/versions/${first},line=1,title=Edited revision::`);
    expect(existsSync(summary)).toBe(true);
  });
});
