import {
  Check,
  Column,
  CreateDateColumn,
  Entity,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  Unique,
  type Relation,
} from 'typeorm';
import { decimal, instant, oneOf } from '../database/portable-columns';
import { Organisation } from './organisation';

export const METRIC_AGGREGATIONS = ['count', 'sum', 'average', 'unique'] as const;
export type MetricAggregation = (typeof METRIC_AGGREGATIONS)[number];

/** A number that an organisation watches. */
@Entity('metrics')
@Unique(['organisationId', 'key'])
@Check('"target" IS NULL OR "target" >= 0')
export class Metric {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'integer' })
  organisationId!: number;

  @Column({ type: 'varchar', length: 64 })
  key!: string;

  @Column(oneOf('metric_aggregation', METRIC_AGGREGATIONS, { default: 'count' }))
  aggregation!: MetricAggregation;

  @Column({ type: 'varchar', length: 16, nullable: true })
  unit!: string | null;

  /** What the organisation wants it to be. */
  @Column(decimal(18, 4, { nullable: true }))
  target!: string | null;

  @CreateDateColumn(instant())
  createdAt!: Date;

  @ManyToOne(() => Organisation, { onDelete: 'CASCADE' })
  @JoinColumn()
  organisation!: Relation<Organisation>;
}
