/** The options of the plugin in nx.json. */
export interface PlumblinePluginOptions {
  /** What the names of the inferred targets begin with. Default: `migrate-`. */
  readonly targetPrefix?: string;
  /**
   * Other names for single targets, by the part of their name after the prefix:
   * `{ "upgrade": "db-up", "check": "schema-check" }`.
   */
  readonly targetNames?: Readonly<Record<string, string>>;
}
