import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The configuration of a project with one dialect. */
const CONFIG = `import { defineConfig, env } from '@plumbline/engine';

export default defineConfig({
  dataSource: () => import('./data-source'),
  dialects: ['DIALECT'],
  environments: { development: { url: env('DATABASE_URL') } },
  cacheDirectory: 'kept',
});
`;

/** An entity a file, compiled: 12 columns, 2 indexes, a foreign key, two enums, two checks. */
function entityText(index) {
  const parent = index === 0 ? 0 : Math.floor((index - 1) / 3);
  return `'use strict';
const { Check, Column, CreateDateColumn, Entity, Index, JoinColumn, ManyToOne, PrimaryGeneratedColumn } = require('typeorm');
class Measurement${index} {}
const at = (name, ...decorators) => decorators.forEach((decorate) => decorate(Measurement${index}.prototype, name));
at('id', PrimaryGeneratedColumn());
at('name', Column({ type: 'varchar', length: 120 }), Index());
at('email', Column({ type: 'varchar', length: 255, nullable: true }));
at('status', Column({ type: 'simple-enum', enum: ['draft', 'open', 'closed'], default: 'draft' }));
at('kind', Column({ type: 'simple-enum', enum: ['a', 'b'], nullable: true }));
at('quantity', Column({ type: 'integer', default: 0 }));
at('price', Column({ type: 'numeric', precision: 12, scale: 2 }));
at('active', Column({ type: 'boolean', default: true }));
at('note', Column({ type: 'text', nullable: true }));
at('createdAt', CreateDateColumn());
at('ratio', Column({ type: 'float', nullable: true }));
at('parent', ManyToOne(() => require('./entity-${parent}').Measurement${parent}, { nullable: true, onDelete: 'SET NULL' }), JoinColumn());
Check('"quantity" >= 0')(Measurement${index});
Check('"price" >= 0 AND "quantity" < 1000000')(Measurement${index});
Index(['status', 'createdAt'])(Measurement${index});
Entity('measurements_${index}')(Measurement${index});
exports.Measurement${index} = Measurement${index};
`;
}

function dataSourceText(count, options) {
  const names = Array.from({ length: count }, (_, index) => index);
  return `'use strict';
const { DataSource } = require('typeorm');
const entities = ${JSON.stringify(names)}.map((index) => require('./entities/entity-' + index)['Measurement' + index]);
exports.default = new DataSource({ ...${JSON.stringify(options)}, entities });
`;
}

/**
 * A project with a set of entities, in a folder below the compiled engine's, and the data source that describes them.
 *
 * @param {string} bin the command of the compiled engine
 * @param {number} count how many tables
 * @param {{ dialect: string, options: object }} database the dialect's name, and the options of TypeORM for it
 */
export function createEntitySet(bin, count, { dialect, options }) {
  const folder = mkdtempSync(join(dirname(bin), '../../entities-'));
  for (const name of ['versions', 'entities']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'plumbline.config.ts'), CONFIG.replace('DIALECT', dialect));
  writeFileSync(join(folder, 'data-source.js'), dataSourceText(count, options));
  for (let index = 0; index < count; index++) {
    writeFileSync(join(folder, 'entities', `entity-${index}.js`), entityText(index));
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
