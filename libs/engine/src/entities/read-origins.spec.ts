import 'reflect-metadata';
import {
  ChildEntity,
  Column,
  DataSource,
  Entity,
  JoinTable,
  ManyToMany,
  ManyToOne,
  PrimaryColumn,
  TableInheritance,
  Tree,
  TreeChildren,
  TreeParent,
} from 'typeorm';
import { pathKey, type ObjectKind } from '../model/origins';
import { describeEntities } from './read-entities';

@Entity('cats')
@Tree('closure-table')
class Cat {
  @PrimaryColumn({ type: 'int', primaryKeyConstraintName: 'cats_pk' }) id!: number;
  @TreeChildren() children!: Cat[];
  @TreeParent() parent!: Cat;
}
@Entity('contents', { schema: 'media' })
@TableInheritance({ column: { type: 'varchar', name: 'type' } })
class Content {
  @PrimaryColumn({ type: 'int' }) id!: number;
  @Column({ type: 'enum', enum: ['a'], enumName: 'mood' }) mood!: string;
  @ManyToMany(() => Cat) @JoinTable({ name: 'contents_cats' }) cats!: Cat[];
}
@ChildEntity()
class Photo extends Content {
  @Column({ type: 'citext', name: 'SIZE' }) size!: string;
  @ManyToOne(() => Cat) cat!: Cat;
}

describe('where the objects of a schema come from', () => {
  it.each<readonly [ObjectKind, string, string | undefined, readonly string[]]>([
    ['table', 'cats', undefined, ['Cat']],
    ['constraint', 'cats', 'cats_pk', ['Cat (id), named there']],
    ['column', 'cats', 'parentId', ['the relation Cat.parent']],
    ['table', 'cats_closure', undefined, ['the tree of Cat']],
    ['column', 'media.contents', 'type', ['the discriminator of Content']],
    ['column', 'media.contents', 'SIZE', ['Photo.size']],
    ['column', 'media.contents', 'catId', ['the relation Photo.cat']],
    ['table', 'media.contents_cats', undefined, ['the relation Content.cats']],
    [
      'index',
      'media.contents_cats',
      undefined,
      ['the relation Content.cats (contentsId), named by DefaultNamingStrategy'],
    ],
    ['enum', 'media.mood', undefined, ['Content.mood']],
    ['extension', 'citext', undefined, ['Content']],
    ['schema', 'media', undefined, ['Content', 'Content.mood', 'the relation Content.cats']],
  ])('%s %s %s', async (kind, name, part, wanted) => {
    const source = new DataSource({ type: 'postgres', entities: [Cat, Content, Photo] });
    const { origins } = await describeEntities(source, 'postgres', { resolveFrom: __filename });
    const [last = '', schema] = name.split('.').reverse();
    const on = schema === undefined ? { name: last } : { schema, name: last };
    const path = { kind, on, ...(part === undefined ? {} : { part }) };
    // The name of an index is a digest.
    const key =
      kind === 'index' ? Object.keys(origins).find((one) => one.startsWith(pathKey(path))) : pathKey(path);
    expect([...(origins[key ?? ''] ?? [])].sort()).toEqual(wanted);
  });
});
