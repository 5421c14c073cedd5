import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import { blocksOf, normaliser, readPage } from '@plumbline/testing/pages';
import { copyWorkspace, type WorkspaceCopy } from './support/workspace-copy';

// Each command is a process, some of them the real nx.
jest.setTimeout(180_000);

/** What the README is about: a column more, and another length. */
function editEntities(workspace: WorkspaceCopy): void {
  const entities = 'libs/analytics-core/src/entities';
  workspace.edit(
    `${entities}/user.ts`,
    '  @Column(instant({ nullable: true }))',
    "  @Column({ type: 'varchar', length: 12, default: 'en' })\n  locale!: string;\n\n  @Column(instant({ nullable: true }))",
  );
  workspace.edit(`${entities}/product.ts`, "type: 'varchar', length: 50", "type: 'varchar', length: 100");
}

/** The commands behind `$`, each with what is shown of its output. */
function sessionOf(text: string): readonly { readonly command: string; readonly shown: readonly string[] }[] {
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const [command = '', ...shown] = part.split('\n');
      return { command, shown: shown.filter((line) => line !== '') };
    });
}

/** The lines that do not come in the output, in their order; it may have others in between, which are Nx's. */
function missingLines(shown: readonly string[], output: readonly string[]): readonly string[] {
  let from = 0;
  return shown.filter((line) => {
    const found = output.indexOf(line, from);
    if (found >= 0) from = found + 1;
    return found < 0;
  });
}

describe('the pages about this workspace', () => {
  let workspace: WorkspaceCopy;
  let service: ChildProcess | undefined;

  beforeAll(() => {
    workspace = copyWorkspace();
  });
  afterAll(() => {
    if (service?.pid !== undefined && !hasEnded(service)) process.kill(-service.pid, 'SIGKILL');
    workspace.remove();
  });

  async function succeed(text: string): Promise<string> {
    const outcome = await workspace.shell(text);
    expect({ text, ...outcome }).toMatchObject({ code: 0 });
    return outcome.output.replaceAll(realpathSync(workspace.folder), '/home/ada/plumbline');
  }

  it('README.md begins with what prepares a clone', async () => {
    const [begin] = blocksOf(readPage('README.md'));
    // Neither the registry nor this whole run from within itself.
    expect(begin?.text.replace(/ +#.*$/gm, '')).toBe('npm ci && npm start\nnpm ci && npm test\n');
    expect(await succeed('npm start')).toContain('/home/ada/plumbline/migrations/analytics.db is at');
  });

  it('README.md shows a session as it is', async () => {
    editEntities(workspace);
    const [shown] = blocksOf(readPage('README.md')).filter(
      (block) => block.kind === 'example' && block.language === 'text',
    );
    const session = sessionOf(shown?.text ?? '');
    expect(session).toHaveLength(6);
    const [ofPage, ofRun] = [normaliser(), normaliser()];
    for (const { command, shown: lines } of session) {
      const output = ofRun(await succeed(command)).split('\n');
      expect({ command, output, missing: missingLines(lines.map(ofPage), output) }).toMatchObject({
        missing: [],
      });
    }
  });

  it('apps/analytics-api/README.md brings up the service', async () => {
    const [begin] = blocksOf(readPage('apps/analytics-api/README.md'));
    const [upgrade = '', serve = '', ...others] = begin?.text.trim().split('\n') ?? [];
    expect(others).toEqual([]);
    await succeed(upgrade);
    service = workspace.begin(`export PORT=0\n${serve}`);
    const url = await listening(service);
    expect(await (await fetch(`${url}/health/detailed`)).json()).toMatchObject({ status: 'ok' });
    const ended = once(service, 'exit');
    process.kill(-(service.pid ?? 0), 'SIGINT');
    await ended;
    await until(async () => !(await answers(url)));
  });
});

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

/** Nx ends before what it has told to end. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 50));
}

const answers = (url: string): Promise<boolean> =>
  fetch(`${url}/health`).then(
    () => true,
    () => false,
  );

/** Where a service says that it listens. */
async function listening({ stdout }: ChildProcess): Promise<string> {
  let text = '';
  for await (const data of stdout ?? []) {
    text += String(data);
    const [, url] = /"url":"([^"]+)"/.exec(text) ?? [];
    if (url !== undefined) return url;
  }
  throw new Error(`the service ended:\n${text}`);
}
