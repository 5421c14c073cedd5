import type { QualifiedName } from './schema';

/** What a person says of a table or a column: that it is the old one under a new name. */
export type Rename =
  | { readonly kind: 'table'; readonly from: QualifiedName; readonly to: QualifiedName }
  /** The table is named as it is wanted. */
  | { readonly kind: 'column'; readonly table: QualifiedName; readonly from: string; readonly to: string };
