import { Column, Entity, ManyToMany, PrimaryGeneratedColumn, type Relation } from 'typeorm';
import { Dashboard } from './dashboard';

/** A word to find dashboards by. */
@Entity('tags')
export class Tag {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar', length: 40, unique: true })
  name!: string;

  @ManyToMany(() => Dashboard, (dashboard) => dashboard.tags)
  dashboards!: Relation<Dashboard[]>;
}
