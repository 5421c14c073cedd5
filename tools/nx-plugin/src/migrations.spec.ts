import { readJsonFile } from '@nx/devkit';
import { Migrator } from 'nx/src/command-line/migrate/migrate';
import { readNxMigrateConfig, type PackageJson } from 'nx/src/utils/package-json';
import { validateOptsAgainstSchema } from 'nx/src/utils/params';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const PLUGIN = join(__dirname, '..');
const SCHEMA = join(PLUGIN, '../../node_modules/nx/schemas/migrations-schema.json');
const LATER = '99.0.0';

type Listed = Readonly<
  Record<'generators' | 'packageJsonUpdates', Record<string, Record<string, unknown>> | undefined>
>;

describe('the migrations of the plugin', () => {
  const manifest: PackageJson = readJsonFile(join(PLUGIN, 'package.json'));
  const { migrations: file = '', packageGroup } = readNxMigrateConfig(manifest);
  const listed: Listed = readJsonFile(join(PLUGIN, file));

  /** What `nx migrate @plumbline/nx@99` would do in a workspace that has the packages of this version. */
  async function migrate(config: Listed): Promise<{ readonly packages: object; readonly names: string[] }> {
    const versions: Readonly<Record<string, string | undefined>> = {
      '@plumbline/nx': manifest.version,
      '@plumbline/engine': manifest.version,
    };
    const options = {
      packageJson: { name: 'shop', version: '0.0.0', dependencies: versions },
      getInstalledPackageVersion: (name: string) => versions[name],
      fetch: async (name: string, version: string) =>
        name === '@plumbline/nx' ? { version, ...config, packageGroup } : { version },
      ...{ from: {}, to: {} },
    };
    const migrator = new Migrator(options as unknown as ConstructorParameters<typeof Migrator>[0]);
    const { packageUpdates, migrations } = await migrator.migrate('@plumbline/nx', LATER);
    return { packages: packageUpdates, names: migrations.map(({ name }) => name) };
  }

  it('move both packages to one version', async () => {
    const { packages } = await migrate(listed);
    expect(packages).toMatchObject({
      '@plumbline/nx': { version: LATER },
      '@plumbline/engine': { version: LATER },
    });
    expect(Object.keys(packages)).toHaveLength(2);
  });

  it('are all run by `nx migrate`, which runs what is newer than the installed version', async () => {
    expect((await migrate(listed)).names).toEqual(Object.keys(listed.generators ?? {}));
    const next = { version: '98.0.0', description: 'Next.', implementation: './next' };
    const old = { version: '0.0.1', description: 'Old.', implementation: './old' };
    expect((await migrate({ ...listed, generators: { next, old } })).names).toEqual(['next']);
  });

  it("are as Nx's schema wants them, and name files that are there", () => {
    const check = (config: object): void =>
      validateOptsAgainstSchema(config as Record<string, unknown>, readJsonFile(SCHEMA));
    expect(() => check(listed)).not.toThrow();
    expect(() => check({ ...listed, generators: { wrong: { version: 1 } } })).toThrow('version');
    for (const entry of Object.values(listed.generators ?? {})) {
      const name = String(entry['implementation'] ?? entry['factory']).replace(/#.*$/, '');
      expect([name, existsSync(join(PLUGIN, `${name}.ts`))]).toEqual([name, true]);
    }
  });
});
