import {
  AfterInsert,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { bigIdentity, document, instant } from '../database/portable-columns';
import { DataFeed } from './data-feed';
import { User } from './user';

/** Something that happened in a product. The largest table by far. */
@Entity('events', { comment: 'Something that happened in a product' })
@Index(['dataSourceId', 'occurredAt'])
@Index(['name', 'occurredAt'])
@Index(['userId'], { where: '"user_id" IS NOT NULL' })
export class Event {
  /** 64 bits, as text. */
  @PrimaryGeneratedColumn('identity', bigIdentity())
  id!: string;

  @Column({ type: 'integer' })
  dataSourceId!: number;

  /** Who did it, where that is known. */
  @Column({ type: 'integer', nullable: true })
  userId!: number | null;

  @Column({ type: 'varchar', length: 100 })
  name!: string;

  @Column(document({ default: {} }))
  payload!: Record<string, unknown>;

  @Column(instant())
  occurredAt!: Date;

  @Column(instant({ nullable: true, comment: 'When the daily rollup counted it' }))
  processedAt!: Date | null;

  @ManyToOne(() => DataFeed, { onDelete: 'CASCADE' })
  @JoinColumn()
  dataSource!: Relation<DataFeed>;

  @ManyToOne(() => User, { onDelete: 'SET NULL' })
  @JoinColumn()
  user!: Relation<User> | null;

  /** SQLite hands the new key back as a number. */
  @AfterInsert()
  protected keepIdAsText(): void {
    this.id = String(this.id);
  }
}
