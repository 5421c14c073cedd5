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
import { ApiPage, PageQuery, type Page } from '../http/page';
import { Resource } from '../http/resource';
import { IdPipe } from '../http/validation';
import { CreateUser, UpdateUser, UserView } from './user-bodies';

const USERS = new Resource({
  entity: User,
  noun: 'user',
  path: '/users',
  view: userView,
  order: { id: 'ASC' },
});

/** The people who sign in. */
@ApiTags('users')
@Controller('users')
@UseInterceptors(SessionPerRequest)
export class UsersController {
  @Get()
  @ApiPage(UserView)
  async list(@Session() session: EntityManager, @Query() query: PageQuery): Promise<Page<UserView>> {
    return USERS.list(session, query);
  }

  @Post()
  @ApiCreatedResponse({ type: UserView })
  async create(
    @Session() session: EntityManager,
    @Body() body: CreateUser,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<UserView> {
    return USERS.create(session, body, reply);
  }

  @Get(':id')
  @ApiOkResponse({ type: UserView })
  async show(@Session() session: EntityManager, @Param('id', IdPipe) id: number): Promise<UserView> {
    return USERS.show(session, id);
  }

  @Patch(':id')
  @ApiOkResponse({ type: UserView })
  async update(
    @Session() session: EntityManager,
    @Param('id', IdPipe) id: number,
    @Body() body: UpdateUser,
  ): Promise<UserView> {
    return USERS.update(session, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Session() session: EntityManager, @Param('id', IdPipe) id: number): Promise<void> {
    await USERS.remove(session, id);
  }
}

function userView(user: User): UserView {
  const { id, email, name, isActive, lastSeenAt, createdAt, updatedAt } = user;
  return { id, email, name, isActive, lastSeenAt, createdAt, updatedAt };
}
