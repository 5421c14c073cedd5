import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
  Unique,
  type Relation,
} from 'typeorm';
import { decimal, instant } from '../database/portable-columns';
import { DataFeed } from './data-feed';
import { Organisation } from './organisation';

/** What an organisation measures: a site, an app, a shop. */
@Entity('products')
@Unique(['organisationId', 'name'])
@Check('"monthly_price" >= 0')
export class Product {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'integer' })
  organisationId!: number;

  @Column({ type: 'varchar', length: 50 })
  name!: string;

  @Column({ type: 'text', nullable: true })
  description!: string | null;

  @Column(decimal(10, 2, { default: 0, comment: 'In the currency of the organisation' }))
  monthlyPrice!: string;

  @CreateDateColumn(instant())
  createdAt!: Date;

  @ManyToOne(() => Organisation, (organisation) => organisation.products, { onDelete: 'CASCADE' })
  @JoinColumn()
  organisation!: Relation<Organisation>;

  @OneToMany(() => DataFeed, (feed) => feed.product)
  dataSources!: Relation<DataFeed[]>;
}
