import { readJsonFile } from '@nx/devkit';
import { COMMANDS } from '@plumbline/engine/commands';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { generatedFiles } from './schemas';

const PLUGIN = join(__dirname, '..');

describe('the generated files', () => {
  it.each(generatedFiles().map(({ file, content }) => [file, content] as const))(
    '%s is what `nx run nx-plugin:generate-schemas` writes',
    (file, content) => {
      expect(readJsonFile(join(PLUGIN, file))).toEqual(JSON.parse(JSON.stringify(content)));
    },
  );

  it('leave no schema behind of a command that is gone', () => {
    const folders = readdirSync(join(PLUGIN, 'src/executors'), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map((entry) => entry.name);
    expect(folders.sort()).toEqual(COMMANDS.map(({ name }) => name).sort());
  });

  it('describe every option in a sentence, and no two schemas have one id', () => {
    const schemas = generatedFiles().flatMap(({ content }) => ('properties' in content ? [content] : []));
    for (const { properties } of schemas) {
      for (const [name, property] of Object.entries(properties ?? {}))
        expect([name, property]).toEqual([name, expect.objectContaining({ description: SENTENCE })]);
    }
    expect(new Set(schemas.map(({ $id }) => $id)).size).toBe(schemas.length);
  });
});

const SENTENCE: unknown = expect.stringMatching(/^[A-Z].*[.!?]$/);
