import { EntitySchema } from 'typeorm';
import { Event } from '../entities/event';
import { Membership } from '../entities/membership';
import { AnalyticsDataSource } from './analytics-data-source';
import { createDataSource } from './create-data-source';

/** Builds the metadata without connecting. */
class Offline extends AnalyticsDataSource {
  async build(): Promise<this> {
    await this.buildMetadatas();
    return this;
  }
}

const URLS = { postgres: 'postgresql://ada@db/x', sqlite: 'sqlite://' };

const offline = (dialect: keyof typeof URLS) => new Offline(createDataSource(URLS[dialect]).options);

function columnOf(source: AnalyticsDataSource, entity: typeof Event | typeof Membership, property: string) {
  const column = source.getMetadata(entity).findColumnWithPropertyName(property);
  return [column?.type, column?.generationStrategy];
}

function facts(source: AnalyticsDataSource): unknown {
  return {
    id: columnOf(source, Event, 'id'),
    payload: columnOf(source, Event, 'payload'),
    occurredAt: columnOf(source, Event, 'occurredAt'),
    role: columnOf(source, Membership, 'role'),
  };
}

const EXPECTED = {
  postgres: {
    id: ['bigint', 'identity'],
    payload: ['jsonb', undefined],
    occurredAt: ['timestamptz', undefined],
    role: ['enum', undefined],
  },
  sqlite: {
    id: ['integer', 'increment'],
    payload: ['json', undefined],
    occurredAt: ['datetime', undefined],
    role: ['simple-enum', undefined],
  },
};

describe('the data source', () => {
  it('is built for both databases, in any order and again', async () => {
    for (const dialect of ['sqlite', 'postgres', 'postgres', 'sqlite', 'postgres'] as const) {
      const source = await offline(dialect).build();
      expect(source.dialect).toBe(dialect);
      expect(facts(source)).toEqual(EXPECTED[dialect]);
    }
  });

  it('is built for both at the same time, and each stays what it is', async () => {
    const dialects = ['sqlite', 'postgres', 'sqlite', 'postgres'] as const;
    const sources = await Promise.all(dialects.map((dialect) => offline(dialect).build()));
    expect(sources.map(facts)).toEqual(dialects.map((dialect) => EXPECTED[dialect]));
  });

  it('can be built after a build that failed', async () => {
    const entity = new EntitySchema({
      name: 'broken',
      columns: { id: { type: 'timestamptz', primary: true } },
    });
    const broken = new Offline({ ...offline('sqlite').options, entities: [entity] });
    await expect(broken.build()).rejects.toThrow('timestamptz');
    expect(facts(await offline('postgres').build())).toEqual(EXPECTED.postgres);
  });

  it('needs no extension of PostgreSQL', () => {
    expect(offline('postgres').options).toMatchObject({
      uuidExtension: 'pgcrypto',
      installExtensions: false,
    });
  });
});
