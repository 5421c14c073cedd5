import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { document, instant, oneOf } from '../database/portable-columns';
import { Product } from './product';

export const DATA_FEED_KINDS = ['web', 'mobile', 'server', 'import'] as const;
export type DataFeedKind = (typeof DATA_FEED_KINDS)[number];

/** Where the events of a product come from. Its table is `data_sources`; TypeORM has the class name already. */
@Entity('data_sources')
export class DataFeed {
  @PrimaryGeneratedColumn()
  id!: number;

  @Index()
  @Column({ type: 'integer' })
  productId!: number;

  @Column({ type: 'varchar', length: 100 })
  name!: string;

  @Column(oneOf('data_source_kind', DATA_FEED_KINDS))
  kind!: DataFeedKind;

  @Column(document({ default: {} }))
  settings!: Record<string, unknown>;

  @Column({ type: 'boolean', default: true })
  isEnabled!: boolean;

  @CreateDateColumn(instant())
  createdAt!: Date;

  @ManyToOne(() => Product, (product) => product.dataSources, { onDelete: 'CASCADE' })
  @JoinColumn()
  product!: Relation<Product>;
}
