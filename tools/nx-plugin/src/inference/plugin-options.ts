/** The options of the plugin in nx.json. */
export interface PlumblinePluginOptions {
  /** What the names of the inferred targets begin with. Default: `migrate-`. */
  readonly targetPrefix?: string;
}
