import type { Dialect } from '../configuration/schema';

/** The options of `nx g @plumbline/nx:convert`. */
export interface ConvertGeneratorSchema {
  /** The project's name. */
  readonly name?: string;
  readonly directory?: string;
  readonly dataSource?: string;
  /** Without it: what the text of the data source says. */
  readonly dialect?: Exclude<Dialect, 'both'>;
  /** The files of the migrations, in place of those that the data source names. */
  readonly migrations?: string | readonly string[];
  readonly removeScripts?: boolean;
  readonly tags?: string;
  readonly skipFormat?: boolean;
}
