/** The options of `nx g @plumbline/nx:configuration`. */
export interface ConfigurationGeneratorSchema {
  /** The project's name. */
  readonly name?: string;
  readonly directory?: string;
  readonly dataSource?: string;
  readonly dialect?: Dialect;
  readonly tags?: string;
  readonly skipFormat?: boolean;
}

/** The databases that the revisions serve. */
export type Dialect = 'sqlite' | 'postgres' | 'both';
