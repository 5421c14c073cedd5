import { typeormTables } from './typeorm-tables';

describe('the tables that TypeORM keeps for itself', () => {
  it('have their usual names', () => {
    const usual = ['migrations', 'typeorm_metadata', 'query-result-cache'];
    expect(typeormTables()).toEqual(usual);
    expect(typeormTables({ type: 'postgres', cache: true })).toEqual(usual);
    expect(typeormTables('nothing of the kind')).toEqual(usual);
  });

  it('have the names that the data source gives them', () => {
    const options = {
      type: 'postgres',
      migrationsTableName: 'm',
      metadataTableName: 'd',
      cache: { type: 'database', tableName: 'c' },
    };
    expect(typeormTables(options)).toEqual(['m', 'd', 'c']);
    expect(typeormTables({ options, buildMetadatas: () => undefined })).toEqual(['m', 'd', 'c']);
  });
});
