/**
 * Initial schema
 *
 * Revision: a8abb0c88643
 * Revises: <base>
 * Created: 2026-11-23T22:49:14.999Z
 */
import type { Operations } from '@plumbline/engine/migration';

export const revision = 'a8abb0c88643';
export const downRevision = null; // null for a root, an array for a merge
export const branchLabels: string[] = [];
export const dependsOn: string[] = [];

export function upgrade(op: Operations): void {
  op.createEnum('api_key_status', ['active', 'suspended', 'revoked']);
  op.createEnum('data_source_kind', ['web', 'mobile', 'server', 'import']);
  op.createEnum('membership_role', ['owner', 'admin', 'analyst', 'viewer']);
  op.createEnum('metric_aggregation', ['count', 'sum', 'average', 'unique']);
  op.createEnum('widget_kind', ['number', 'line', 'bar', 'table', 'group']);
  op.createTable('organisations', {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'name', type: 'varchar(120)' },
      {
        name: 'created_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
      {
        name: 'updated_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
    ],
    primaryKey: { name: 'PK_7bf54cba378d5b2f1d4c10ef4df', columns: ['id'] },
    comment: 'Customers of the service',
  });
  op.createTable('api_keys', {
    columns: [
      {
        name: 'id',
        type: 'uuid',
        default: op.sql('gen_random_uuid()'),
        on: { sqlite: { type: 'varchar', default: undefined } },
      },
      { name: 'organisation_id', type: 'integer' },
      { name: 'label', type: 'varchar(100)' },
      { name: 'hash', type: 'varchar(64)', comment: 'SHA-256 of the key, in hexadecimal' },
      { name: 'status', type: { enum: 'api_key_status' }, default: 'active' },
      {
        name: 'expires_at',
        type: 'timestamptz',
        nullable: true,
        comment: 'Never, where it is absent',
        on: { sqlite: { type: 'datetime' } },
      },
      {
        name: 'created_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
    ],
    primaryKey: { name: 'PK_5c8a79801b44bd27b79228e1dad', columns: ['id'] },
    uniques: [{ name: 'UQ_598a14447f592c12d1fe22ba918', columns: ['hash'] }],
    foreignKeys: [
      {
        name: 'FK_f68f7c5caa6f5f87a855b8cf3c8',
        columns: ['organisation_id'],
        references: { table: 'organisations', columns: ['id'] },
        onDelete: 'cascade',
      },
    ],
    on: { sqlite: { checks: [{ expression: "\"status\" IN ('active','suspended','revoked')" }] } },
  });
  op.createIndex('api_keys', {
    name: 'IDX_56403bc6d46ff57a1bba68e8ee',
    columns: ['organisation_id'],
    where: '"status" = \'active\'',
  });
  op.createTable('metrics', {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'organisation_id', type: 'integer' },
      { name: 'key', type: 'varchar(64)' },
      { name: 'aggregation', type: { enum: 'metric_aggregation' }, default: 'count' },
      { name: 'unit', type: 'varchar(16)', nullable: true },
      { name: 'target', type: 'numeric(18,4)', nullable: true },
      {
        name: 'created_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
    ],
    primaryKey: { name: 'PK_5283cad666a83376e28a715bf0e', columns: ['id'] },
    uniques: [{ name: 'UQ_f338f920624c2ab2acad68562cf', columns: ['organisation_id', 'key'] }],
    checks: [{ name: 'CHK_93b443d85b0e39510c972c409c', expression: '"target" IS NULL OR "target" >= 0' }],
    foreignKeys: [
      {
        name: 'FK_9dd665381b4cef330dcc8627c7e',
        columns: ['organisation_id'],
        references: { table: 'organisations', columns: ['id'] },
        onDelete: 'cascade',
      },
    ],
    on: {
      sqlite: {
        checks: [
          { name: 'CHK_93b443d85b0e39510c972c409c', expression: '"target" IS NULL OR "target" >= 0' },
          { expression: "\"aggregation\" IN ('count','sum','average','unique')" },
        ],
      },
    },
  });
  op.createTable('daily_rollups', {
    columns: [
      { name: 'organisation_id', type: 'integer' },
      { name: 'metric_id', type: 'integer' },
      { name: 'day', type: 'date' },
      { name: 'value', type: 'numeric(18,4)' },
      { name: 'sample_count', type: 'integer', default: 0 },
      { name: 'computed_at', type: 'timestamptz', nullable: true, on: { sqlite: { type: 'datetime' } } },
    ],
    primaryKey: { name: 'PK_b85b09e35c172b3d2e2fae7c613', columns: ['organisation_id', 'metric_id', 'day'] },
    checks: [{ name: 'CHK_f2af812392040d96b52357f175', expression: '"sample_count" >= 0' }],
    foreignKeys: [
      {
        name: 'FK_99cbd55749f59835caecb8ccb22',
        columns: ['organisation_id'],
        references: { table: 'organisations', columns: ['id'] },
        onDelete: 'cascade',
      },
      {
        name: 'FK_d608ca2207ffabfb320f6aa5879',
        columns: ['metric_id'],
        references: { table: 'metrics', columns: ['id'] },
        onDelete: 'cascade',
      },
    ],
  });
  op.createIndex('daily_rollups', { name: 'IDX_b23e9bfc985322de761bae346b', columns: ['metric_id', 'day'] });
  op.createTable('products', {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'organisation_id', type: 'integer' },
      { name: 'name', type: 'varchar(50)' },
      { name: 'description', type: 'text', nullable: true },
      {
        name: 'monthly_price',
        type: 'numeric(10,2)',
        default: 0,
        comment: 'In the currency of the organisation',
      },
      {
        name: 'created_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
    ],
    primaryKey: { name: 'PK_0806c755e0aca124e67c0cf6d7d', columns: ['id'] },
    uniques: [{ name: 'UQ_e97a235a660a6f86155e9f57ced', columns: ['organisation_id', 'name'] }],
    checks: [{ name: 'CHK_790c52a01b1b838d853aca82e1', expression: '"monthly_price" >= 0' }],
    foreignKeys: [
      {
        name: 'FK_10ccddc5eadf7e0b03bac4357f9',
        columns: ['organisation_id'],
        references: { table: 'organisations', columns: ['id'] },
        onDelete: 'cascade',
      },
    ],
  });
  op.createTable('data_sources', {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'product_id', type: 'integer' },
      { name: 'name', type: 'varchar(100)' },
      { name: 'kind', type: { enum: 'data_source_kind' } },
      { name: 'settings', type: 'jsonb', default: '{}', on: { sqlite: { type: 'json' } } },
      { name: 'is_enabled', type: 'boolean', default: true },
      {
        name: 'created_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
    ],
    primaryKey: { name: 'PK_dc70b1c6b641726739857fd938d', columns: ['id'] },
    foreignKeys: [
      {
        name: 'FK_4a93ed0b197ae7b719d7984c20f',
        columns: ['product_id'],
        references: { table: 'products', columns: ['id'] },
        onDelete: 'cascade',
      },
    ],
    on: { sqlite: { checks: [{ expression: "\"kind\" IN ('web','mobile','server','import')" }] } },
  });
  op.createIndex('data_sources', { name: 'IDX_4a93ed0b197ae7b719d7984c20', columns: ['product_id'] });
  op.createTable('tags', {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'name', type: 'varchar(40)' },
    ],
    primaryKey: { name: 'PK_e7dc17249a1148a1970748eda99', columns: ['id'] },
    uniques: [{ name: 'UQ_d90243459a697eadb8ad56e9092', columns: ['name'] }],
  });
  op.createTable('users', {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'email', type: 'varchar(255)' },
      { name: 'name', type: 'varchar(120)' },
      { name: 'is_active', type: 'boolean', default: true },
      { name: 'last_seen_at', type: 'timestamptz', nullable: true, on: { sqlite: { type: 'datetime' } } },
      {
        name: 'created_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
      {
        name: 'updated_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
    ],
    primaryKey: { name: 'PK_a3ffb1c0c8416b9fc6f907b7433', columns: ['id'] },
    uniques: [{ name: 'UQ_97672ac88f789774dd47f7c8be3', columns: ['email'] }],
    comment: 'People who sign in',
  });
  op.createTable('dashboards', {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'organisation_id', type: 'integer' },
      { name: 'owner_id', type: 'integer', nullable: true },
      { name: 'title', type: 'varchar(150)' },
      { name: 'is_public', type: 'boolean', default: false },
      {
        name: 'created_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
      {
        name: 'updated_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
    ],
    primaryKey: { name: 'PK_1b4b4bc346118e0d335f16c5344', columns: ['id'] },
    foreignKeys: [
      {
        name: 'FK_7c790869a0e537a98438b35b76f',
        columns: ['organisation_id'],
        references: { table: 'organisations', columns: ['id'] },
        onDelete: 'cascade',
      },
      {
        name: 'FK_c53072a660510d67f71153dd61b',
        columns: ['owner_id'],
        references: { table: 'users', columns: ['id'] },
        onDelete: 'set null',
      },
    ],
  });
  op.createIndex('dashboards', {
    name: 'IDX_e1c82e2db3ef0b065263c12147',
    columns: ['organisation_id', 'title'],
  });
  op.createTable('dashboard_tags', {
    columns: [
      { name: 'dashboard_id', type: 'integer' },
      { name: 'tag_id', type: 'integer' },
    ],
    primaryKey: { name: 'PK_9d3a5c424e535a5e03ebb7a56da', columns: ['dashboard_id', 'tag_id'] },
    foreignKeys: [
      {
        name: 'FK_4129d57a55488e1f7f410274504',
        columns: ['tag_id'],
        references: { table: 'tags', columns: ['id'] },
        onDelete: 'cascade',
        onUpdate: 'cascade',
      },
      {
        name: 'FK_4375fb76ae1fda76c130f132036',
        columns: ['dashboard_id'],
        references: { table: 'dashboards', columns: ['id'] },
        onDelete: 'cascade',
        onUpdate: 'cascade',
      },
    ],
  });
  op.createIndex('dashboard_tags', { name: 'IDX_4129d57a55488e1f7f41027450', columns: ['tag_id'] });
  op.createIndex('dashboard_tags', { name: 'IDX_4375fb76ae1fda76c130f13203', columns: ['dashboard_id'] });
  op.createTable('events', {
    columns: [
      {
        name: 'id',
        type: 'bigint',
        identity: 'by default',
        on: { sqlite: { type: 'integer', autoIncrement: true } },
      },
      { name: 'data_source_id', type: 'integer' },
      { name: 'user_id', type: 'integer', nullable: true },
      { name: 'name', type: 'varchar(64)' },
      { name: 'payload', type: 'jsonb', default: '{}', on: { sqlite: { type: 'json' } } },
      { name: 'occurred_at', type: 'timestamptz', on: { sqlite: { type: 'datetime' } } },
      {
        name: 'processed_at',
        type: 'timestamptz',
        nullable: true,
        comment: 'When the daily rollup counted it',
        on: { sqlite: { type: 'datetime' } },
      },
    ],
    primaryKey: { name: 'PK_40731c7151fe4be3116e45ddf73', columns: ['id'] },
    foreignKeys: [
      {
        name: 'FK_09f256fb7f9a05f0ed9927f406b',
        columns: ['user_id'],
        references: { table: 'users', columns: ['id'] },
        onDelete: 'set null',
      },
      {
        name: 'FK_487c737dc288b4904943234eade',
        columns: ['data_source_id'],
        references: { table: 'data_sources', columns: ['id'] },
        onDelete: 'cascade',
      },
    ],
    comment: 'Something that happened in a product',
  });
  op.createIndex('events', { name: 'IDX_45dbc2a09d73e5f137dc304312', columns: ['name', 'occurred_at'] });
  op.createIndex('events', {
    name: 'IDX_a69ed3d2c66ff45f79d8c40ec7',
    columns: ['data_source_id', 'occurred_at'],
  });
  op.createIndex('events', {
    name: 'IDX_fc9f4e6b7fdbd4eb9df2046742',
    columns: ['user_id'],
    where: '"user_id" IS NOT NULL',
  });
  op.createTable('memberships', {
    columns: [
      { name: 'organisation_id', type: 'integer' },
      { name: 'user_id', type: 'integer' },
      { name: 'role', type: { enum: 'membership_role' }, default: 'viewer' },
      {
        name: 'joined_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
    ],
    primaryKey: { name: 'PK_4aa9948db96ef67c47d2968a121', columns: ['organisation_id', 'user_id'] },
    foreignKeys: [
      {
        name: 'FK_55c59139e9136eb9a76ed30c6dc',
        columns: ['organisation_id'],
        references: { table: 'organisations', columns: ['id'] },
        onDelete: 'cascade',
      },
      {
        name: 'FK_7c1e2fdfed4f6838e0c05ae5051',
        columns: ['user_id'],
        references: { table: 'users', columns: ['id'] },
        onDelete: 'cascade',
      },
    ],
    on: { sqlite: { checks: [{ expression: "\"role\" IN ('owner','admin','analyst','viewer')" }] } },
  });
  op.createIndex('memberships', { name: 'IDX_7c1e2fdfed4f6838e0c05ae505', columns: ['user_id'] });
  op.createTable('widgets', {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'dashboard_id', type: 'integer' },
      { name: 'parent_id', type: 'integer', nullable: true },
      { name: 'title', type: 'varchar(100)', default: '' },
      { name: 'kind', type: { enum: 'widget_kind' } },
      {
        name: 'position',
        type: 'integer',
        default: 0,
        comment: 'Order among the widgets of the same parent',
      },
      { name: 'settings', type: 'jsonb', default: '{}', on: { sqlite: { type: 'json' } } },
    ],
    primaryKey: { name: 'PK_da23136dbcfc91424451e24b725', columns: ['id'] },
    checks: [{ name: 'CHK_36ec5c9a1837ed394ad5d20a11', expression: '"position" >= 0' }],
    foreignKeys: [
      {
        name: 'FK_2077c23eca89c28b54e96a83289',
        columns: ['parent_id'],
        references: { table: 'widgets', columns: ['id'] },
        onDelete: 'cascade',
      },
      {
        name: 'FK_6317057fb9b4d98837ca9747f57',
        columns: ['dashboard_id'],
        references: { table: 'dashboards', columns: ['id'] },
        onDelete: 'cascade',
      },
    ],
    on: {
      sqlite: {
        checks: [
          { name: 'CHK_36ec5c9a1837ed394ad5d20a11', expression: '"position" >= 0' },
          { expression: "\"kind\" IN ('number','line','bar','table','group')" },
        ],
      },
    },
  });
  op.createIndex('widgets', { name: 'IDX_2077c23eca89c28b54e96a8328', columns: ['parent_id'] });
  op.createIndex('widgets', {
    name: 'IDX_5b626aade81644db09dad6afad',
    columns: ['dashboard_id', 'position'],
  });
}

export function downgrade(op: Operations): void {
  op.dropIndex('widgets', { name: 'IDX_5b626aade81644db09dad6afad', columns: ['dashboard_id', 'position'] });
  op.dropIndex('widgets', { name: 'IDX_2077c23eca89c28b54e96a8328', columns: ['parent_id'] });
  op.dropTable('widgets', {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'dashboard_id', type: 'integer' },
      { name: 'parent_id', type: 'integer', nullable: true },
      { name: 'title', type: 'varchar(100)', default: '' },
      { name: 'kind', type: { enum: 'widget_kind' } },
      {
        name: 'position',
        type: 'integer',
        default: 0,
        comment: 'Order among the widgets of the same parent',
      },
      { name: 'settings', type: 'jsonb', default: '{}', on: { sqlite: { type: 'json' } } },
    ],
    primaryKey: { name: 'PK_da23136dbcfc91424451e24b725', columns: ['id'] },
    checks: [{ name: 'CHK_36ec5c9a1837ed394ad5d20a11', expression: '"position" >= 0' }],
    foreignKeys: [
      {
        name: 'FK_2077c23eca89c28b54e96a83289',
        columns: ['parent_id'],
        references: { table: 'widgets', columns: ['id'] },
        onDelete: 'cascade',
      },
      {
        name: 'FK_6317057fb9b4d98837ca9747f57',
        columns: ['dashboard_id'],
        references: { table: 'dashboards', columns: ['id'] },
        onDelete: 'cascade',
      },
    ],
    on: {
      sqlite: {
        checks: [
          { name: 'CHK_36ec5c9a1837ed394ad5d20a11', expression: '"position" >= 0' },
          { expression: "\"kind\" IN ('number','line','bar','table','group')" },
        ],
      },
    },
  });
  op.dropIndex('memberships', { name: 'IDX_7c1e2fdfed4f6838e0c05ae505', columns: ['user_id'] });
  op.dropTable('memberships', {
    columns: [
      { name: 'organisation_id', type: 'integer' },
      { name: 'user_id', type: 'integer' },
      { name: 'role', type: { enum: 'membership_role' }, default: 'viewer' },
      {
        name: 'joined_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
    ],
    primaryKey: { name: 'PK_4aa9948db96ef67c47d2968a121', columns: ['organisation_id', 'user_id'] },
    foreignKeys: [
      {
        name: 'FK_55c59139e9136eb9a76ed30c6dc',
        columns: ['organisation_id'],
        references: { table: 'organisations', columns: ['id'] },
        onDelete: 'cascade',
      },
      {
        name: 'FK_7c1e2fdfed4f6838e0c05ae5051',
        columns: ['user_id'],
        references: { table: 'users', columns: ['id'] },
        onDelete: 'cascade',
      },
    ],
    on: { sqlite: { checks: [{ expression: "\"role\" IN ('owner','admin','analyst','viewer')" }] } },
  });
  op.dropIndex('events', {
    name: 'IDX_fc9f4e6b7fdbd4eb9df2046742',
    columns: ['user_id'],
    where: '"user_id" IS NOT NULL',
  });
  op.dropIndex('events', {
    name: 'IDX_a69ed3d2c66ff45f79d8c40ec7',
    columns: ['data_source_id', 'occurred_at'],
  });
  op.dropIndex('events', { name: 'IDX_45dbc2a09d73e5f137dc304312', columns: ['name', 'occurred_at'] });
  op.dropTable('events', {
    columns: [
      {
        name: 'id',
        type: 'bigint',
        identity: 'by default',
        on: { sqlite: { type: 'integer', autoIncrement: true } },
      },
      { name: 'data_source_id', type: 'integer' },
      { name: 'user_id', type: 'integer', nullable: true },
      { name: 'name', type: 'varchar(64)' },
      { name: 'payload', type: 'jsonb', default: '{}', on: { sqlite: { type: 'json' } } },
      { name: 'occurred_at', type: 'timestamptz', on: { sqlite: { type: 'datetime' } } },
      {
        name: 'processed_at',
        type: 'timestamptz',
        nullable: true,
        comment: 'When the daily rollup counted it',
        on: { sqlite: { type: 'datetime' } },
      },
    ],
    primaryKey: { name: 'PK_40731c7151fe4be3116e45ddf73', columns: ['id'] },
    foreignKeys: [
      {
        name: 'FK_09f256fb7f9a05f0ed9927f406b',
        columns: ['user_id'],
        references: { table: 'users', columns: ['id'] },
        onDelete: 'set null',
      },
      {
        name: 'FK_487c737dc288b4904943234eade',
        columns: ['data_source_id'],
        references: { table: 'data_sources', columns: ['id'] },
        onDelete: 'cascade',
      },
    ],
    comment: 'Something that happened in a product',
  });
  op.dropIndex('dashboard_tags', { name: 'IDX_4375fb76ae1fda76c130f13203', columns: ['dashboard_id'] });
  op.dropIndex('dashboard_tags', { name: 'IDX_4129d57a55488e1f7f41027450', columns: ['tag_id'] });
  op.dropTable('dashboard_tags', {
    columns: [
      { name: 'dashboard_id', type: 'integer' },
      { name: 'tag_id', type: 'integer' },
    ],
    primaryKey: { name: 'PK_9d3a5c424e535a5e03ebb7a56da', columns: ['dashboard_id', 'tag_id'] },
    foreignKeys: [
      {
        name: 'FK_4129d57a55488e1f7f410274504',
        columns: ['tag_id'],
        references: { table: 'tags', columns: ['id'] },
        onDelete: 'cascade',
        onUpdate: 'cascade',
      },
      {
        name: 'FK_4375fb76ae1fda76c130f132036',
        columns: ['dashboard_id'],
        references: { table: 'dashboards', columns: ['id'] },
        onDelete: 'cascade',
        onUpdate: 'cascade',
      },
    ],
  });
  op.dropIndex('dashboards', {
    name: 'IDX_e1c82e2db3ef0b065263c12147',
    columns: ['organisation_id', 'title'],
  });
  op.dropTable('dashboards', {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'organisation_id', type: 'integer' },
      { name: 'owner_id', type: 'integer', nullable: true },
      { name: 'title', type: 'varchar(150)' },
      { name: 'is_public', type: 'boolean', default: false },
      {
        name: 'created_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
      {
        name: 'updated_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
    ],
    primaryKey: { name: 'PK_1b4b4bc346118e0d335f16c5344', columns: ['id'] },
    foreignKeys: [
      {
        name: 'FK_7c790869a0e537a98438b35b76f',
        columns: ['organisation_id'],
        references: { table: 'organisations', columns: ['id'] },
        onDelete: 'cascade',
      },
      {
        name: 'FK_c53072a660510d67f71153dd61b',
        columns: ['owner_id'],
        references: { table: 'users', columns: ['id'] },
        onDelete: 'set null',
      },
    ],
  });
  op.dropTable('users', {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'email', type: 'varchar(255)' },
      { name: 'name', type: 'varchar(120)' },
      { name: 'is_active', type: 'boolean', default: true },
      { name: 'last_seen_at', type: 'timestamptz', nullable: true, on: { sqlite: { type: 'datetime' } } },
      {
        name: 'created_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
      {
        name: 'updated_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
    ],
    primaryKey: { name: 'PK_a3ffb1c0c8416b9fc6f907b7433', columns: ['id'] },
    uniques: [{ name: 'UQ_97672ac88f789774dd47f7c8be3', columns: ['email'] }],
    comment: 'People who sign in',
  });
  op.dropTable('tags', {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'name', type: 'varchar(40)' },
    ],
    primaryKey: { name: 'PK_e7dc17249a1148a1970748eda99', columns: ['id'] },
    uniques: [{ name: 'UQ_d90243459a697eadb8ad56e9092', columns: ['name'] }],
  });
  op.dropIndex('data_sources', { name: 'IDX_4a93ed0b197ae7b719d7984c20', columns: ['product_id'] });
  op.dropTable('data_sources', {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'product_id', type: 'integer' },
      { name: 'name', type: 'varchar(100)' },
      { name: 'kind', type: { enum: 'data_source_kind' } },
      { name: 'settings', type: 'jsonb', default: '{}', on: { sqlite: { type: 'json' } } },
      { name: 'is_enabled', type: 'boolean', default: true },
      {
        name: 'created_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
    ],
    primaryKey: { name: 'PK_dc70b1c6b641726739857fd938d', columns: ['id'] },
    foreignKeys: [
      {
        name: 'FK_4a93ed0b197ae7b719d7984c20f',
        columns: ['product_id'],
        references: { table: 'products', columns: ['id'] },
        onDelete: 'cascade',
      },
    ],
    on: { sqlite: { checks: [{ expression: "\"kind\" IN ('web','mobile','server','import')" }] } },
  });
  op.dropTable('products', {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'organisation_id', type: 'integer' },
      { name: 'name', type: 'varchar(50)' },
      { name: 'description', type: 'text', nullable: true },
      {
        name: 'monthly_price',
        type: 'numeric(10,2)',
        default: 0,
        comment: 'In the currency of the organisation',
      },
      {
        name: 'created_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
    ],
    primaryKey: { name: 'PK_0806c755e0aca124e67c0cf6d7d', columns: ['id'] },
    uniques: [{ name: 'UQ_e97a235a660a6f86155e9f57ced', columns: ['organisation_id', 'name'] }],
    checks: [{ name: 'CHK_790c52a01b1b838d853aca82e1', expression: '"monthly_price" >= 0' }],
    foreignKeys: [
      {
        name: 'FK_10ccddc5eadf7e0b03bac4357f9',
        columns: ['organisation_id'],
        references: { table: 'organisations', columns: ['id'] },
        onDelete: 'cascade',
      },
    ],
  });
  op.dropIndex('daily_rollups', { name: 'IDX_b23e9bfc985322de761bae346b', columns: ['metric_id', 'day'] });
  op.dropTable('daily_rollups', {
    columns: [
      { name: 'organisation_id', type: 'integer' },
      { name: 'metric_id', type: 'integer' },
      { name: 'day', type: 'date' },
      { name: 'value', type: 'numeric(18,4)' },
      { name: 'sample_count', type: 'integer', default: 0 },
      { name: 'computed_at', type: 'timestamptz', nullable: true, on: { sqlite: { type: 'datetime' } } },
    ],
    primaryKey: { name: 'PK_b85b09e35c172b3d2e2fae7c613', columns: ['organisation_id', 'metric_id', 'day'] },
    checks: [{ name: 'CHK_f2af812392040d96b52357f175', expression: '"sample_count" >= 0' }],
    foreignKeys: [
      {
        name: 'FK_99cbd55749f59835caecb8ccb22',
        columns: ['organisation_id'],
        references: { table: 'organisations', columns: ['id'] },
        onDelete: 'cascade',
      },
      {
        name: 'FK_d608ca2207ffabfb320f6aa5879',
        columns: ['metric_id'],
        references: { table: 'metrics', columns: ['id'] },
        onDelete: 'cascade',
      },
    ],
  });
  op.dropTable('metrics', {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'organisation_id', type: 'integer' },
      { name: 'key', type: 'varchar(64)' },
      { name: 'aggregation', type: { enum: 'metric_aggregation' }, default: 'count' },
      { name: 'unit', type: 'varchar(16)', nullable: true },
      { name: 'target', type: 'numeric(18,4)', nullable: true },
      {
        name: 'created_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
    ],
    primaryKey: { name: 'PK_5283cad666a83376e28a715bf0e', columns: ['id'] },
    uniques: [{ name: 'UQ_f338f920624c2ab2acad68562cf', columns: ['organisation_id', 'key'] }],
    checks: [{ name: 'CHK_93b443d85b0e39510c972c409c', expression: '"target" IS NULL OR "target" >= 0' }],
    foreignKeys: [
      {
        name: 'FK_9dd665381b4cef330dcc8627c7e',
        columns: ['organisation_id'],
        references: { table: 'organisations', columns: ['id'] },
        onDelete: 'cascade',
      },
    ],
    on: {
      sqlite: {
        checks: [
          { name: 'CHK_93b443d85b0e39510c972c409c', expression: '"target" IS NULL OR "target" >= 0' },
          { expression: "\"aggregation\" IN ('count','sum','average','unique')" },
        ],
      },
    },
  });
  op.dropIndex('api_keys', {
    name: 'IDX_56403bc6d46ff57a1bba68e8ee',
    columns: ['organisation_id'],
    where: '"status" = \'active\'',
  });
  op.dropTable('api_keys', {
    columns: [
      {
        name: 'id',
        type: 'uuid',
        default: op.sql('gen_random_uuid()'),
        on: { sqlite: { type: 'varchar', default: undefined } },
      },
      { name: 'organisation_id', type: 'integer' },
      { name: 'label', type: 'varchar(100)' },
      { name: 'hash', type: 'varchar(64)', comment: 'SHA-256 of the key, in hexadecimal' },
      { name: 'status', type: { enum: 'api_key_status' }, default: 'active' },
      {
        name: 'expires_at',
        type: 'timestamptz',
        nullable: true,
        comment: 'Never, where it is absent',
        on: { sqlite: { type: 'datetime' } },
      },
      {
        name: 'created_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
    ],
    primaryKey: { name: 'PK_5c8a79801b44bd27b79228e1dad', columns: ['id'] },
    uniques: [{ name: 'UQ_598a14447f592c12d1fe22ba918', columns: ['hash'] }],
    foreignKeys: [
      {
        name: 'FK_f68f7c5caa6f5f87a855b8cf3c8',
        columns: ['organisation_id'],
        references: { table: 'organisations', columns: ['id'] },
        onDelete: 'cascade',
      },
    ],
    on: { sqlite: { checks: [{ expression: "\"status\" IN ('active','suspended','revoked')" }] } },
  });
  op.dropTable('organisations', {
    columns: [
      { name: 'id', type: 'integer', autoIncrement: true },
      { name: 'name', type: 'varchar(120)' },
      {
        name: 'created_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
      {
        name: 'updated_at',
        type: 'timestamptz',
        default: op.sql('now()'),
        on: { sqlite: { type: 'datetime', default: op.sql("datetime('now')") } },
      },
    ],
    primaryKey: { name: 'PK_7bf54cba378d5b2f1d4c10ef4df', columns: ['id'] },
    comment: 'Customers of the service',
  });
  op.dropEnum('widget_kind', ['number', 'line', 'bar', 'table', 'group']);
  op.dropEnum('metric_aggregation', ['count', 'sum', 'average', 'unique']);
  op.dropEnum('membership_role', ['owner', 'admin', 'analyst', 'viewer']);
  op.dropEnum('data_source_kind', ['web', 'mobile', 'server', 'import']);
  op.dropEnum('api_key_status', ['active', 'suspended', 'revoked']);
}
