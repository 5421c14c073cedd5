/** A revision as the graph sees it: its name, what it follows, and nothing of its file. */
export interface RevisionNode {
  readonly id: string;
  /** The revisions it follows: none for a root, several for a merge. */
  readonly down: readonly string[];
  /** What else must be applied before it: ids or branch labels. */
  readonly dependsOn: readonly string[];
  /** The branch labels that it carries itself. */
  readonly labels: readonly string[];
}
