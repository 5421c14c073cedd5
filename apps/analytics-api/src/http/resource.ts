import { NotFoundException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { DeepPartial, EntityManager, EntityTarget, FindOptionsOrder, FindOptionsWhere } from 'typeorm';
import { pageOf, type Page, type PageQuery } from './page';

/** A row that has one key, `id`. */
interface Keyed {
  readonly id: number | string;
}

interface ResourceOf<Row, View> {
  readonly entity: EntityTarget<Row>;
  /** What one of them is called in a sentence. */
  readonly noun: string;
  /** The path of the whole list: `/users`. */
  readonly path: string;
  /** How a row is sent. */
  readonly view: (row: Row) => View;
  /** The order of the list. */
  readonly order: FindOptionsOrder<Row>;
}

/** What every list of rows can do over HTTP, in the session of a request; a controller says with what. */
export class Resource<Row extends Keyed, View> {
  constructor(private readonly what: ResourceOf<Row, View>) {}

  async list(
    session: EntityManager,
    query: PageQuery,
    where: FindOptionsWhere<Row> = {},
  ): Promise<Page<View>> {
    const { entity, order, view } = this.what;
    const found = await session.findAndCount(entity, {
      ...{ where, order },
      take: query.limit,
      skip: query.offset,
    });
    return pageOf(query, found, view);
  }

  /** Answers with where the new row is found. */
  async create(session: EntityManager, row: DeepPartial<Row>, reply: FastifyReply): Promise<View> {
    const { entity, path, view } = this.what;
    const { id } = (await session.save(entity, { ...row })) as Keyed;
    void reply.header('location', `${path}/${id}`);
    // What the database adds by itself is in the row alone.
    return view(await this.#find(session, id));
  }

  /** @throws NotFoundException where there is none */
  async show(session: EntityManager, id: Row['id']): Promise<View> {
    return this.what.view(await this.#find(session, id));
  }

  /** @throws NotFoundException where there is none */
  async update(session: EntityManager, id: Row['id'], changes: DeepPartial<Row>): Promise<View> {
    const { entity, view } = this.what;
    const row = await this.#find(session, id);
    return view(await session.save(entity, session.merge(entity, row, changes)));
  }

  /** @throws NotFoundException where there is none */
  async remove(session: EntityManager, id: Row['id']): Promise<void> {
    const { affected } = await session.delete(this.what.entity, id);
    if (affected === 0) throw this.#missing(id);
  }

  async #find(session: EntityManager, id: Keyed['id']): Promise<Row> {
    const row = await session.findOneBy(this.what.entity, { id } as FindOptionsWhere<Row>);
    if (row === null) throw this.#missing(id);
    return row;
  }

  #missing(id: Keyed['id']): NotFoundException {
    return new NotFoundException(`There is no ${this.what.noun} ${id}.`);
  }
}
