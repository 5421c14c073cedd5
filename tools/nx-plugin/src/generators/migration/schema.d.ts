type Text = string | number;

/** The options of `nx g migration`: those of the `revision` command, and the project. */
export interface MigrationGeneratorSchema {
  readonly message: Text;
  readonly project?: string;
  readonly autogenerate?: boolean;
  readonly empty?: boolean;
  readonly base?: Text;
  readonly head?: Text;
  readonly splice?: boolean;
  readonly branchLabel?: Text | readonly Text[];
  readonly dependsOn?: Text | readonly Text[];
  readonly revId?: Text;
  readonly versionPath?: Text;
  readonly sqlOnly?: boolean;
  readonly why?: boolean;
  readonly env?: Text;
  readonly url?: Text;
  readonly verbose?: boolean;
}
