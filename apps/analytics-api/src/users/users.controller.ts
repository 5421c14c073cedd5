import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  NotFoundException,
  Param,
  Patch,
  Post,
  Query,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { User } from '@analytics/core';
import type { FastifyReply } from 'fastify';
import { EntityManager } from 'typeorm';
import { Session, SessionPerRequest } from '../database/session';
import { pageOf, PageQuery, type Page } from '../http/page';
import { IdPipe } from '../http/validation';
import { CreateUser, UpdateUser } from './user-bodies';

type UserView = Omit<User, 'memberships'>;

/** The people who sign in. */
@Controller('users')
@UseInterceptors(SessionPerRequest)
export class UsersController {
  @Get()
  async list(@Session() session: EntityManager, @Query() page: PageQuery): Promise<Page<UserView>> {
    const found = await session.findAndCount(User, {
      order: { id: 'ASC' },
      take: page.limit,
      skip: page.offset,
    });
    return pageOf(page, found, userView);
  }

  @Post()
  async create(
    @Session() session: EntityManager,
    @Body() body: CreateUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserView> {
    const { id } = await session.save(User, { ...body });
    void reply.header('location', `/users/${id}`);
    return userView(await findUser(session, id));
  }

  @Get(':id')
  async show(@Session() session: EntityManager, @Param('id', IdPipe) id: number): Promise<UserView> {
    return userView(await findUser(session, id));
  }

  @Patch(':id')
  async update(
    @Session() session: EntityManager,
    @Param('id', IdPipe) id: number,
    @Body() body: UpdateUser,
  ): Promise<UserView> {
    const user = await findUser(session, id);
    return userView(await session.save(User, session.merge(User, user, body)));
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Session() session: EntityManager, @Param('id', IdPipe) id: number): Promise<void> {
    const { affected } = await session.delete(User, id);
    if (affected === 0) throw noUser(id);
  }
}

async function findUser(session: EntityManager, id: number): Promise<User> {
  const user = await session.findOneBy(User, { id });
  if (user === null) throw noUser(id);
  return user;
}

function noUser(id: number): NotFoundException {
  return new NotFoundException(`There is no user ${id}.`);
}

function userView(user: User): UserView {
  const { id, email, name, isActive, lastSeenAt, createdAt, updatedAt } = user;
  return { id, email, name, isActive, lastSeenAt, createdAt, updatedAt };
}
