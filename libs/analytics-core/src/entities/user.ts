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
import { Membership } from './membership';

/** A person who signs in. */
@Entity('users', { comment: 'People who sign in' })
export class User {
  @PrimaryGeneratedColumn()
  id!: number;

  @Column({ type: 'varchar', length: 255, unique: true })
  email!: string;

  @Column({ type: 'varchar', length: 120 })
  name!: string;

  @Column({ type: 'boolean', default: true })
  isActive!: boolean;

  @Column(instant({ nullable: true }))
  lastSeenAt!: Date | null;

  @CreateDateColumn(instant())
  createdAt!: Date;

  @UpdateDateColumn(instant())
  updatedAt!: Date;

  @OneToMany(() => Membership, (membership) => membership.user)
  memberships!: Relation<Membership[]>;
}
