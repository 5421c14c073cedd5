import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandIo } from '../commands/command-io';
import { processVariables } from '../config/environment';
import { printPaged } from './pager';

/** A pager that keeps what it is given, and its words. */
const PAGER = `process.stdin.setEncoding('utf8');
let text = process.argv.slice(2).join(' ') + '\\n';
process.stdin.on('data', (part) => (text += part)).on('end', () => require('node:fs').writeFileSync('paged', text));
`;
const LONG = 'line\n'.repeat(30);

describe('printPaged', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'plumbline-pager-'));
    writeFileSync(join(folder, 'pager.cjs'), PAGER);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function print(text: string, rows: number, pager: string): Promise<string> {
    let printed = '';
    const io: CommandIo = {
      cwd: folder,
      variables: { ...processVariables(), PAGER: pager },
      stdout: (part) => (printed += part),
      stderr: () => undefined,
      colour: false,
      interactive: true,
      terminalRows: rows,
    };
    await printPaged(text, io);
    return printed;
  }
  const pager = (): string => `"${process.execPath}" pager.cjs -a '$(b)'`;

  it('gives what does not fit to the pager, without a shell', async () => {
    expect(await print(LONG, 24, pager())).toBe('');
    expect(readFileSync(join(folder, 'paged'), 'utf8')).toBe(`-a $(b)\n${LONG}`);
  });

  it('prints what fits', async () => {
    expect(await print('short\n', 24, pager())).toBe('short\n');
    expect(existsSync(join(folder, 'paged'))).toBe(false);
  });

  it.each(['', ' ', 'cat', 'no-such-pager -R'])('prints where PAGER is %j', async (value) => {
    expect(await print(LONG, 24, value)).toBe(LONG);
  });

  it('survives a pager that is left before the end', async () => {
    expect(await print('x'.repeat(1_000_000) + '\n'.repeat(30), 24, `"${process.execPath}" -e 0`)).toBe('');
  });
});
