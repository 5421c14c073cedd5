import { withInserted } from '../kernel/ordering';
import { isSame } from '../kernel/same';
import {
  displayName,
  isEnumRef,
  isSameName,
  type Column,
  type EnumType,
  type QualifiedName,
  type SchemaModel,
} from '../model/schema';
import { cannot, requireSchema } from './apply-refusal';
import type { OpHandlers } from './operation';
import { withMappedDefault } from './reverse';

/** What operations on enum types do to a model. */
export const applyEnumHandlers = {
  createEnum: (op, model) => {
    requireSchema(model, op.enum);
    if (findEnum(model, op.enum)) throw cannot(`there is an enum ${displayName(op.enum)} already`);
    return { ...model, enums: withInserted(model.enums, op.enum, displayName) };
  },
  dropEnum: (op, model) => {
    if (!findEnum(model, op.enum)) throw cannot(`there is no enum ${displayName(op.enum)}`);
    for (const table of model.tables) {
      const column = table.columns.find((candidate) => hasType(candidate, op.enum));
      if (column !== undefined) throw cannot(`${displayName(table)}.${column.name} still has that type`);
    }
    return { ...model, enums: model.enums.filter((type) => !isSameName(type, op.enum)) };
  },
  alterEnum: (op, model) => {
    const found = findEnum(model, op.name);
    if (found === undefined) throw cannot(`there is no enum ${displayName(op.name)}`);
    if (!isSame(found.values, op.from)) {
      throw cannot(`its values are ${found.values.join(', ')}, not ${op.from.join(', ')}`);
    }
    return {
      ...model,
      enums: model.enums.map((type) => (type === found ? { ...type, values: op.to } : type)),
      // A default follows its value, as PostgreSQL's own rename of a value does it.
      tables: model.tables.map((table) => ({
        ...table,
        columns: table.columns.map((column) =>
          hasType(column, op.name) ? withMappedDefault(column, op.mapping) : column,
        ),
      })),
    };
  },
} satisfies Pick<OpHandlers<SchemaModel, [SchemaModel]>, 'createEnum' | 'dropEnum' | 'alterEnum'>;

function findEnum(model: SchemaModel, name: QualifiedName): EnumType | undefined {
  return model.enums.find((type) => isSameName(type, name));
}

function hasType({ type }: Column, name: QualifiedName): boolean {
  return isEnumRef(type) && type.enum === name.name && type.schema === name.schema;
}
