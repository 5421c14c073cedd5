import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
  type Relation,
} from 'typeorm';
import { instant } from '../database/portable-columns';
import { Organisation } from './organisation';
import { Tag } from './tag';
import { User } from './user';
import { Widget } from './widget';

/** A page of widgets. */
@Entity('dashboards')
@Index(['organisationId', 'title'])
export class Dashboard {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'integer' })
  organisationId!: number;

  /** Who made it, while they are here. */
  @Column({ type: 'integer', nullable: true })
  ownerId!: number | null;

  @Column({ type: 'varchar', length: 150 })
  title!: string;

  @Column({ type: 'boolean', default: false })
  isPublic!: boolean;

  @CreateDateColumn(instant())
  createdAt!: Date;

  @UpdateDateColumn(instant())
  updatedAt!: Date;

  @ManyToOne(() => Organisation, (organisation) => organisation.dashboards, { onDelete: 'CASCADE' })
  @JoinColumn()
  organisation!: Relation<Organisation>;

  @ManyToOne(() => User, { onDelete: 'SET NULL' })
  @JoinColumn()
  owner!: Relation<User> | null;

  @OneToMany(() => Widget, (widget) => widget.dashboard)
  widgets!: Relation<Widget[]>;

  @ManyToMany(() => Tag, (tag) => tag.dashboards)
  @JoinTable({ name: 'dashboard_tags' })
  tags!: Relation<Tag[]>;
}
