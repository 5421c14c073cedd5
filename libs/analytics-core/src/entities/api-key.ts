import {
  Column,
  CreateDateColumn,
  Entity,
  Index,
  JoinColumn,
  ManyToOne,
  PrimaryGeneratedColumn,
  type Relation,
} from 'typeorm';
import { instant, oneOf } from '../database/portable-columns';
import { Organisation } from './organisation';

export const API_KEY_STATUSES = ['active', 'suspended', 'revoked'] as const;
export type ApiKeyStatus = (typeof API_KEY_STATUSES)[number];

/** A key that a service of an organisation sends with its requests; only its hash is kept. */
@Entity('api_keys')
@Index(['organisationId'], { where: `"status" = 'active'` })
export class ApiKey {
  @PrimaryGeneratedColumn('uuid')
  id!: string;

  @Column({ type: 'integer' })
  organisationId!: number;

  @Column({ type: 'varchar', length: 100 })
  label!: string;

  /** SHA-256, in hexadecimal. */
  @Column({ type: 'varchar', length: 64, unique: true, comment: 'SHA-256 of the key, in hexadecimal' })
  hash!: string;

  @Column(oneOf('api_key_status', API_KEY_STATUSES, { default: 'active' }))
  status!: ApiKeyStatus;

  @Column(instant({ nullable: true, comment: 'Never, where it is absent' }))
  expiresAt!: Date | null;

  @CreateDateColumn(instant())
  createdAt!: Date;

  @ManyToOne(() => Organisation, { onDelete: 'CASCADE' })
  @JoinColumn()
  organisation!: Relation<Organisation>;
}
