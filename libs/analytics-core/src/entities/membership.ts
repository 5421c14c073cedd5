import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryColumn,
  type Relation,
} from 'typeorm';
import { instant, oneOf } from '../database/portable-columns';
import { Organisation } from './organisation';
import { User } from './user';

export const MEMBERSHIP_ROLES = ['owner', 'admin', 'analyst', 'viewer'] as const;
export type MembershipRole = (typeof MEMBERSHIP_ROLES)[number];

/** That a user belongs to an organisation, and as what. */
@Entity('memberships')
export class Membership {
  @PrimaryColumn({ type: 'integer' })
  organisationId!: number;

  @Index()
  @PrimaryColumn({ type: 'integer' })
  userId!: number;

  @Column(oneOf('membership_role', MEMBERSHIP_ROLES, { default: 'viewer' }))
  role!: MembershipRole;

  @CreateDateColumn(instant())
  joinedAt!: Date;

  @ManyToOne(() => Organisation, (organisation) => organisation.memberships, { onDelete: 'CASCADE' })
  @JoinColumn()
  organisation!: Relation<Organisation>;

  @ManyToOne(() => User, (user) => user.memberships, { onDelete: 'CASCADE' })
  @JoinColumn()
  user!: Relation<User>;
}
