// Writes executors.json and the schemas from the engine's table of commands: nx run nx-plugin:generate-schemas
import { createJiti } from 'jiti';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';

const plugin = join(dirname(fileURLToPath(import.meta.url)), '..');
const commands = join(plugin, '../../libs/engine/src/commands/command-spec.ts');
const jiti = createJiti(import.meta.url, { alias: { '@plumbline/engine/commands': commands } });
const { generatedFiles } = await jiti.import('./schemas.ts');

for (const { file, content } of generatedFiles()) {
  const path = join(plugin, file);
  const style = await resolveConfig(path, { editorconfig: true });
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await format(JSON.stringify(content), { ...style, filepath: path }));
}
