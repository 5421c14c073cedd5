import 'reflect-metadata';
import {
  Check,
  ChildEntity,
  Column,
  CreateDateColumn,
  DeleteDateColumn,
  DataSource,
  Entity,
  EntitySchema,
  Index,
  JoinColumn,
  JoinTable,
  ManyToMany,
  ManyToOne,
  OneToOne,
  PrimaryColumn,
  PrimaryGeneratedColumn,
  TableInheritance,
  Tree,
  TreeChildren,
  TreeParent,
  Unique,
  type DataSourceOptions,
  type Relation,
} from 'typeorm';

class Money {
  @Column({ type: 'numeric', precision: 12, scale: 2, default: 0 })
  amount!: string;
  @Column({ type: 'varchar', length: 3, default: 'EUR' })
  currency!: string;
}

@Entity('authors')
@TableInheritance({ column: { type: 'varchar', length: 20, name: 'kind' } })
@Unique(['email', 'name'])
@Check('"age" > 0')
class Author {
  @PrimaryGeneratedColumn()
  id!: number;
  @Column({ type: 'varchar', length: 120, unique: true })
  email!: string;
  @Column({ type: 'varchar', default: 'Anon' })
  name!: string;
  @Column({ type: 'integer', nullable: true })
  age!: number | null;
}

@ChildEntity('guest')
class Guest extends Author {
  @Column({ type: 'boolean', default: true })
  trusted!: boolean;
}

@Entity('articles')
@Index(['title', 'author'], { unique: true, where: '"deleted" IS NULL' })
class Article {
  @PrimaryGeneratedColumn('uuid')
  id!: string;
  @Column({ type: 'varchar', length: 200 })
  @Index()
  title!: string;
  @Column(() => Money)
  price!: Money;
  @Column({ type: 'simple-enum', enum: ['draft', 'out'], default: 'draft' })
  status!: string;
  @Column({ type: 'simple-json', nullable: true })
  extra!: unknown;
  @CreateDateColumn()
  created!: Date;
  @DeleteDateColumn()
  deleted!: Date;
  @ManyToOne(() => Author, { onDelete: 'CASCADE' })
  author!: Relation<Author>;
  @OneToOne(() => Article, { nullable: true, onDelete: 'SET NULL', onUpdate: 'CASCADE' })
  @JoinColumn()
  previous!: Relation<Article>;
  @ManyToMany(() => Author)
  @JoinTable()
  reviewers!: Relation<Author[]>;
}

@Entity('sections')
@Tree('closure-table')
class Section {
  @PrimaryColumn({ type: 'bigint' })
  id!: string;
  @TreeParent()
  parent!: Relation<Section>;
  @TreeChildren()
  children!: Relation<Section[]>;
}

const Composite = new EntitySchema({
  name: 'composites',
  columns: {
    part: { type: 'integer', primary: true },
    day: { type: 'date', primary: true },
    ratio: { type: 'real' },
    note: { type: 'text', nullable: true },
  },
});

/** Entities of every kind that both databases can have. */
export const ENTITIES = [Article, Author, Composite, Guest, Section];

/** Does work with a data source whose schema TypeORM's own synchronize() has made. */
export async function withDataSource<T>(
  options: DataSourceOptions,
  work: (source: DataSource) => Promise<T>,
): Promise<T> {
  const source = new DataSource(options);
  await source.initialize();
  try {
    await source.synchronize();
    return await work(source);
  } finally {
    await source.destroy();
  }
}
