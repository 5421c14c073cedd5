import { createServer, type Server } from 'node:http';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { copyWorkspace, type Outcome, type WorkspaceCopy } from './support/workspace-copy';

jest.setTimeout(180_000);

describe('the action that deploys migrations', () => {
  let workspace: WorkspaceCopy;
  let server: Server;
  let status: number;
  let summary: string;

  beforeAll(async () => {
    workspace = copyWorkspace();
    summary = join(workspace.folder, 'tmp-summary.md');
    workspace.edit('migrations/plumbline.config.ts', "expect: { database: 'analytics' }", 'expect: {}');
    server = createServer((_request, response) => response.writeHead(status).end('{}'));
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterAll(async () => {
    await new Promise((done) => server.close(done));
    workspace.remove();
  });

  async function deploy(
    variables: Readonly<Record<string, string>> = {},
  ): Promise<Outcome & { report: string }> {
    rmSync(summary, { force: true });
    const { port } = server.address() as AddressInfo;
    const outcome = await workspace.script('.github/actions/deploy/deploy.sh', {
      DATABASE_URL: 'sqlite:///./production.db',
      CONFIG: 'migrations/plumbline.config.ts',
      GITHUB_STEP_SUMMARY: summary,
      HEALTH_URL: `http://127.0.0.1:${port}/health/detailed`,
      HEALTH_TIMEOUT: '2',
      ...variables,
    });
    return { ...outcome, report: readFileSync(summary, 'utf8') };
  }

  const backups = (): readonly string[] => {
    const found = readdirSync(workspace.folder, { recursive: true, encoding: 'utf8' });
    return found.filter((path) => /(?:^|\/)backups\/production_/.test(path));
  };

  it('plans, upgrades, verifies and asks for the health, and tells the summary', async () => {
    status = 200;
    const { code, output, report } = await deploy();
    expect({ code, output }).toEqual({ code: 0, output: expect.stringContaining('healthy: http') });
    expect([...report.matchAll(/^### (\w+)$/gm)].map(([, title]) => title)).toEqual([
      'Plan',
      'Upgrade',
      'Verify',
      'Health',
    ]);
    expect(report).toContain('Applied 3 revisions');
  });

  it('backs up before it changes anything, and only then', async () => {
    const before = backups();
    workspace.write(
      'migrations/versions/99990101-0000_eeee_more.ts',
      `export const revision = 'eeee';
export const downRevision = 'fd9a0f037c56';
export function upgrade(op: { execute(sql: string): void }): void {
  op.execute("UPDATE users SET name = 'x' WHERE 1 = 0");
}
export function downgrade(): void {
  // Nothing to do.
}
`,
    );
    expect((await deploy()).code).toBe(0);
    const after = backups();
    expect(after).toHaveLength(before.length + 1);
    expect((await deploy()).code).toBe(0);
    expect(backups()).toEqual(after);
  });

  it('fails where the service does not get healthy', async () => {
    status = 503;
    const { code, output, report } = await deploy();
    expect(code).toBe(1);
    expect(output).toContain('did not answer 200 in time');
    expect(report).toContain('Not healthy.');
  });

  it('stops at a revision that fails, and asks nobody for their health', async () => {
    status = 200;
    workspace.edit('migrations/versions/99990101-0000_eeee_more.ts', "name = 'x'", "name = 'y'");
    const { code, output, report } = await deploy();
    expect(code).toBe(4);
    expect(output).toContain('edited-revision');
    expect(report).not.toContain('Health');
  });
});
