import { Check, Index, JoinColumn, ManyToOne, Unique } from 'typeorm';
import { decorate, entity, property } from '../support/entities';
import type { EntityDefinition, Pair } from '../support/shape';

/** A shop as it was. */
function before(): readonly EntityDefinition[] {
  const customer = decorate(
    entity('customers', {
      id: { type: 'integer', primary: true, generated: 'increment' } as never,
      email: { type: 'varchar', length: 50 },
      age: { type: 'integer', nullable: true },
      note: { type: 'text', nullable: true },
    }),
    Unique(['email']),
    Check('grown', '"age" > 17'),
  );
  const order = decorate(
    entity('orders', {
      total: { type: 'integer', default: 0 },
      state: { type: 'simple-enum', enum: ['new', 'paid'] },
    }),
    Index('by_state', ['state'], { where: '"total" > 0' }),
  );
  property(
    order,
    'customer',
    ManyToOne(() => customer),
    JoinColumn({ name: 'customerId' }),
  );
  return [customer, order, entity('logs', { line: { type: 'varchar' } })];
}

/** The shop with everything changed at once. */
function after(): readonly EntityDefinition[] {
  const country = entity('countries', { code: { type: 'varchar', length: 2, primary: true } });
  const customer = decorate(
    entity('customers', {
      id: { type: 'integer', primary: true, generated: 'increment' } as never,
      email: { type: 'varchar', length: 120 },
      age: { type: 'integer', default: 18 },
      note: { type: 'varchar', length: 200, nullable: true },
      vip: { type: 'boolean', default: false },
    }),
    Unique(['email', 'age']),
    Check('grown', '"age" > 15'),
    Check('noted', `"note" <> ''`),
  );
  property(
    customer,
    'country',
    ManyToOne(() => country, { onDelete: 'SET NULL' }),
  );
  const order = decorate(
    entity('orders', {
      total: { type: 'integer', nullable: true },
      state: { type: 'simple-enum', enum: ['new', 'paid', 'sent'], default: 'new' },
    }),
    Index('by_state', ['state', 'total'], { where: '"total" > 1' }),
  );
  property(
    order,
    'customer',
    ManyToOne(() => customer, { onDelete: 'CASCADE' }),
    JoinColumn({ name: 'customerId' }),
  );
  return [country, customer, order];
}

export const WHOLE_PAIRS: readonly Pair[] = [
  {
    name: 'everything at once',
    before,
    after,
    rows: [
      `INSERT INTO "customers" ("email", "age", "note") VALUES ('a@b', 30, 'x'), ('c@d', 40, NULL)`,
      `INSERT INTO "orders" ("id", "total", "state", "customerId") VALUES (1, 5, 'paid', 1), (2, 6, 'new', 2)`,
      `INSERT INTO "logs" VALUES (1, 'lost')`,
    ],
    read: `SELECT c."id", c."email", c."age", c."note", o."total", o."state" FROM "customers" c
             JOIN "orders" o ON o."customerId" = c."id" ORDER BY c."id"`,
    rowsAfter: [
      { id: 1, email: 'a@b', age: 30, note: 'x', total: 5, state: 'paid' },
      { id: 2, email: 'c@d', age: 40, note: null, total: 6, state: 'new' },
    ],
    rowsBack: [
      { id: 1, email: 'a@b', age: 30, note: 'x', total: 5, state: 'paid' },
      { id: 2, email: 'c@d', age: 40, note: null, total: 6, state: 'new' },
    ],
  },
];
