import type { Dialect } from '../configuration/schema';

/** The options of `nx g @plumbline/nx:init`, which `nx add @plumbline/nx` runs. */
export interface InitGeneratorSchema {
  readonly dialect?: Dialect;
  readonly dataSource?: string;
  readonly name?: string;
  readonly directory?: string;
  readonly skipConfiguration?: boolean;
  readonly skipPackageJson?: boolean;
  readonly keepExistingVersions?: boolean;
  readonly skipFormat?: boolean;
}
