import { relative, sep } from 'node:path';
import type { TypeormMigration } from '../entities/typeorm-migrations';
import { sha256 } from '../kernel/hash';
import type { Body } from '../revisions/files/render-operations';

/** The same at each import, wherever it runs. */
export function idOf(migration: TypeormMigration | undefined): string {
  return sha256(migration?.name ?? '').slice(0, 12);
}

/** `AddUsers1690000000000` -> `Add users`. */
export function messageOf({ name }: TypeormMigration): string {
  const words = name
    .replace(/\d{13}$/, '')
    .replace(/([a-z\d])([A-Z])/g, (_all, end: string, start: string) => `${end} ${start.toLowerCase()}`)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return words === '' ? name : words.charAt(0).toUpperCase() + words.slice(1);
}

/** The call of a class in the function of a revision, in a file of the folder. */
export function callOf(
  { name, file, exportName }: TypeormMigration,
  method: 'up' | 'down',
  folder: string,
): Body {
  const path = relative(folder, file)
    .split(sep)
    .join('/')
    .replace(/\.[cm]?[jt]s$/, '');
  const module = path.startsWith('.') ? path : `./${path}`;
  const text = (value: string): string => `'${value.replace(/[\\']/g, '\\$&')}'`;
  return [
    {
      kind: 'code',
      lines: [
        `op.run(${text(`${name}.${method}()`)}, async ({ queryRunner }) => {`,
        `  const { ${exportName}: Migration } = await import(${text(module)});`,
        `  await new Migration().${method}(queryRunner);`,
        '});',
      ],
    },
  ];
}
