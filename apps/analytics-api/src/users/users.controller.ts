import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
  UseInterceptors,
} from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import { User } from '@analytics/core';
import type { FastifyReply } from 'fastify';
import { EntityManager } from 'typeorm';
import { Session, SessionPerRequest } from '../database/session';
import { ApiPage, pageOf, PageQuery, type Page } from '../http/page';
import { findRow, removeRow, type Kind } from '../http/rows';
import { IdPipe } from '../http/validation';
import { CreateUser, UpdateUser, UserView } from './user-bodies';

const USER: Kind<User> = { entity: User, noun: 'user' };

/** The people who sign in. */
@ApiTags('users')
@Controller('users')
@UseInterceptors(SessionPerRequest)
export class UsersController {
  @Get()
  @ApiPage(UserView)
  async list(@Session() session: EntityManager, @Query() query: PageQuery): Promise<Page<UserView>> {
    const found = await session.findAndCount(User, {
      order: { id: 'ASC' },
      take: query.limit,
      skip: query.offset,
    });
    return pageOf(query, found, userView);
  }

  @Post()
  @ApiCreatedResponse({ type: UserView })
  async create(
    @Session() session: EntityManager,
    @Body() body: CreateUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserView> {
    const { id } = await session.save(User, { ...body });
    void reply.header('location', `/users/${id}`);
    return userView(await findRow(session, USER, id));
  }

  @Get(':id')
  @ApiOkResponse({ type: UserView })
  async show(@Session() session: EntityManager, @Param('id', IdPipe) id: number): Promise<UserView> {
    return userView(await findRow(session, USER, id));
  }

  @Patch(':id')
  @ApiOkResponse({ type: UserView })
  async update(
    @Session() session: EntityManager,
    @Param('id', IdPipe) id: number,
    @Body() body: UpdateUser,
  ): Promise<UserView> {
    const user = await findRow(session, USER, id);
    return userView(await session.save(User, session.merge(User, user, body)));
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Session() session: EntityManager, @Param('id', IdPipe) id: number): Promise<void> {
    await removeRow(session, USER, id);
  }
}

function userView(user: User): UserView {
  const { id, email, name, isActive, lastSeenAt, createdAt, updatedAt } = user;
  return { id, email, name, isActive, lastSeenAt, createdAt, updatedAt };
}
