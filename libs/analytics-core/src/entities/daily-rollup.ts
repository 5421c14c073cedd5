import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn, type Relation } from 'typeorm';
import { decimal, instant } from '../database/portable-columns';
import { Metric } from './metric';
import { Organisation } from './organisation';

/** The value of a metric on a day. */
@Entity('daily_rollups')
@Index(['metricId', 'day'])
@Check('"sample_count" >= 0')
export class DailyRollup {
  @PrimaryColumn({ type: 'integer' })
  organisationId!: number;

  @PrimaryColumn({ type: 'integer' })
  metricId!: number;

  /** `2026-11-23`, in UTC. */
  @PrimaryColumn({ type: 'date' })
  day!: string;

  @Column(decimal(18, 4))
  value!: string;

  @Column({ type: 'integer', default: 0 })
  sampleCount!: number;

  @Column(instant({ nullable: true }))
  computedAt!: Date | null;

  @ManyToOne(() => Organisation, { onDelete: 'CASCADE' })
  @JoinColumn()
  organisation!: Relation<Organisation>;

  @ManyToOne(() => Metric, { onDelete: 'CASCADE' })
  @JoinColumn()
  metric!: Relation<Metric>;
}
