import {
  EntitySchema,
  Index,
  ViewColumn,
  ViewEntity,
  type DataSource,
  type SelectQueryBuilder,
} from 'typeorm';
import { decorate, entity, property } from '../support/entities';
import type { EntityDefinition, Shape } from '../support/shape';

type Class = new () => object;
interface ViewOptions {
  readonly expression: string | ((source: DataSource) => SelectQueryBuilder<object>);
  readonly materialized?: boolean;
  readonly schema?: string;
  readonly synchronize?: boolean;
  readonly dependsOn?: (new () => object)[];
}

/** A class as the decorators of a view would make it. */
export function view(name: string, options: ViewOptions, columns: readonly string[] = ['id']): Class {
  class Seen {}
  Object.defineProperty(Seen, 'name', { value: `Seen_${name}` });
  for (const column of columns) ViewColumn()(Seen.prototype, column);
  ViewEntity({ name, ...options })(Seen);
  return Seen;
}

const people = (): Class =>
  entity('people', {
    name: { type: 'varchar', length: 50 },
    age: { type: 'integer', nullable: true },
    city: { type: 'varchar', nullable: true },
  });

const GROWN = `SELECT "id", "name" FROM "people" WHERE "age" > 17`;

const shape = (
  name: string,
  entities: () => readonly EntityDefinition[],
  rest: Partial<Shape> = {},
): Shape => ({ name, entities, ...rest });

export const VIEWS: readonly Shape[] = [
  shape('a view of a text', () => [people(), view('grown', { expression: GROWN }, ['id', 'name'])]),
  shape('a view of a text with an end and white space', () => [
    people(),
    view('grown', { expression: `\n  ${GROWN} ;\n` }),
  ]),
  shape('a view that takes all columns', () => [
    people(),
    view('all_people', { expression: 'SELECT * FROM people' }),
  ]),
  shape(
    'a view of a query builder with parameters',
    () => {
      const table = people();
      const expression = (source: DataSource): SelectQueryBuilder<object> =>
        source.createQueryBuilder().select('id').from(table, 'person').where('age > :least', { least: 17 });
      return [table, view('grown', { expression })];
    },
    { refused: { postgres: 'has parameters (:least)', sqlite: 'has parameters (:least)' } },
  ),
  shape('a view of a query builder', () => {
    const table = people();
    const expression = (source: DataSource): SelectQueryBuilder<object> =>
      source
        .createQueryBuilder()
        .select('person.id', 'id')
        .addSelect('count(*)', 'number')
        .from(table, 'person')
        .groupBy('person.id');
    return [table, view('counted', { expression }, ['id', 'number'])];
  }),
  shape('views that read views, described in the wrong order', () => {
    const first = view('z_first', { expression: GROWN });
    const second = view('m_second', { expression: 'SELECT "id" FROM "z_first"', dependsOn: [first] });
    const third = view('a_third', { expression: 'SELECT "id" FROM "m_second"', dependsOn: [second] });
    return [third, second, first, people()];
  }),
  shape('a view of an EntitySchema', () => [
    people(),
    new EntitySchema({
      name: 'grown',
      type: 'view',
      expression: GROWN,
      columns: { id: { type: 'integer' }, name: { type: 'varchar' } },
    }),
  ]),
  shape('a materialized view with indexes', () => {
    const stored = decorate(
      view('stored', { expression: GROWN, materialized: true }, []),
      Index('by_id', ['id'], { unique: true }),
    );
    property(stored, 'id', ViewColumn());
    property(stored, 'name', ViewColumn(), Index('by_name'));
    return [people(), stored];
  }),
  shape('a materialized view that a view reads', () => {
    const stored = view('stored', { expression: GROWN, materialized: true });
    return [
      people(),
      stored,
      view('reading', { expression: 'SELECT "id" FROM "stored"', dependsOn: [stored] }),
    ];
  }),
  {
    name: "a view that is somebody else's",
    entities: () => [people(), view('foreign', { expression: GROWN, synchronize: false })],
  },
  shape(
    'a view in a schema, of a table in another',
    () => [
      entity('people', { age: { type: 'integer' } }, { schema: 'stock' }),
      view('grown', { expression: 'SELECT p.id, p.age FROM stock.people p', schema: 'reports' }),
    ],
    { on: ['postgres'] },
  ),
  shape('a view with joins, a subquery, a union and a window', () => [
    people(),
    entity('cities', {
      title: { type: 'varchar' },
      size: { type: 'numeric', precision: 10, scale: 2, nullable: true },
    }),
    view('everything', {
      expression: `
        SELECT p."id", c."title", (SELECT max(o."age") FROM "people" o WHERE o."city" = p."city") AS "eldest"
          FROM "people" p LEFT JOIN "cities" c ON c."title" = p."city" WHERE p."name" LIKE 'a%' OR p."age" IN (1, 2)
         UNION ALL SELECT "id", "title", row_number() OVER (ORDER BY "id") FROM "cities"`,
    }),
  ]),
  shape(
    'a view that compares an enum',
    () => [
      entity('people', { mood: { type: 'enum', enum: ['sad', 'glad'], default: 'sad' } }),
      view('glad', { expression: `SELECT "id" FROM "people" WHERE "mood" = 'glad'` }),
    ],
    { on: ['postgres'] },
  ),
];
