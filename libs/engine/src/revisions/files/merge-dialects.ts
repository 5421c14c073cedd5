import type { DialectName } from '../../model/dialect-name';
import type { Operation } from '../../operations/operation';
import { bodyOf, type Body } from './render-operations';
export interface DialectOperations {
  readonly dialect: DialectName;
  readonly operations: readonly Operation[];
}
export function mergeDialects(all: readonly DialectOperations[]): Body {
  return bodyOf(all[0]?.operations ?? []);
}
