type Text = string | number;

/** The options of `nx g @plumbline/nx:merge`: those of the `merge` command, and the project. */
export interface MergeGeneratorSchema {
  readonly message?: Text;
  readonly project?: string;
  readonly revisions?: Text | readonly Text[];
  readonly branchLabel?: Text | readonly Text[];
  readonly splice?: boolean;
  readonly revId?: Text;
  readonly allowConflicts?: boolean;
  readonly env?: Text;
  readonly url?: Text;
  readonly verbose?: boolean;
}
