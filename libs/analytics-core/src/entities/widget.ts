import {
  Check,
  Column,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  OneToMany,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { document, oneOf } from '../database/portable-columns';
import { Dashboard } from './dashboard';

export const WIDGET_KINDS = ['number', 'line', 'bar', 'table', 'group'] as const;
export type WidgetKind = (typeof WIDGET_KINDS)[number];

/** A part of a dashboard; a group holds others. */
@Entity('widgets')
@Index(['dashboardId', 'position'])
@Check('"position" >= 0')
export class Widget {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'integer' })
  dashboardId!: number;

  @Index()
  @Column({ type: 'integer', nullable: true })
  parentId!: number | null;

  @Column({ type: 'varchar', length: 100, default: '' })
  title!: string;

  @Column(oneOf('widget_kind', WIDGET_KINDS))
  kind!: WidgetKind;

  @Column({ type: 'integer', default: 0, comment: 'Order among the widgets of the same parent' })
  position!: number;

  @Column(document({ default: {} }))
  settings!: Record<string, unknown>;

  @ManyToOne(() => Dashboard, (dashboard) => dashboard.widgets, { onDelete: 'CASCADE' })
  @JoinColumn()
  dashboard!: Relation<Dashboard>;

  @ManyToOne(() => Widget, (widget) => widget.children, { onDelete: 'CASCADE' })
  @JoinColumn()
  parent!: Relation<Widget> | null;

  @OneToMany(() => Widget, (widget) => widget.parent)
  children!: Relation<Widget[]>;
}
