import {
  Column,
  CreateDateColumn,
  Entity,
  OneToMany,
  PrimaryGeneratedColumn,
  UpdateDateColumn,
  type Relation,
} from 'typeorm';
import { instant } from '../database/portable-columns';
import { Dashboard } from './dashboard';
import { Membership } from './membership';
import { Product } from './product';

/** Who pays for the service, and whose data it is. */
@Entity('organisations', { comment: 'Customers of the service' })
export class Organisation {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar', length: 120 })
  name!: string;

  /** The name in URLs. */
  @Column({ type: 'varchar', length: 63, unique: true, comment: 'The name in URLs' })
  slug!: string;

  @CreateDateColumn(instant())
  createdAt!: Date;

  @UpdateDateColumn(instant())
  updatedAt!: Date;

  @OneToMany(() => Membership, (membership) => membership.organisation)
  memberships!: Relation<Membership[]>;

  @OneToMany(() => Product, (product) => product.organisation)
  products!: Relation<Product[]>;

  @OneToMany(() => Dashboard, (dashboard) => dashboard.organisation)
  dashboards!: Relation<Dashboard[]>;
}
