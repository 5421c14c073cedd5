/**
 * `@plumbline/engine/migration`: what a revision file imports. All of it but {@link irreversible} is types, so that a file with
 * only a type import loads without the engine.
 */
export { irreversible, type Irreversible } from './operations/irreversible';
export type { Operations } from './operations/operations-api';
export type { OrmAccess } from './entities/orm-session';
export type { RunContext } from './operations/operation';
export type { JsonValue, RowDefinition, RowValueDefinition } from './operations/row-values';
export type {
  BackfillDefinition,
  CheckDefinition,
  ColumnChange,
  ColumnDefinition,
  CommentChange,
  EnumChange,
  EnumUseDefinition,
  ExclusionDefinition,
  ForeignKeyDefinition,
  IndexArgument,
  IndexDefinition,
  OnDialects,
  PrimaryKeyArgument,
  PrimaryKeyDefinition,
  TableDefinition,
  TableName,
  UniqueArgument,
  UniqueDefinition,
} from './operations/definitions';
