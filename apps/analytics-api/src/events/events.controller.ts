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
import { Event } from '@analytics/core';
import type { FastifyReply } from 'fastify';
import { And, LessThan, MoreThanOrEqual, type FindOptionsWhere, EntityManager } from 'typeorm';
import { Session, SessionPerRequest } from '../database/session';
import { ApiPage, type Page } from '../http/page';
import { Resource } from '../http/resource';
import { BigIdPipe } from '../http/validation';
import { CreateEvent, EventQuery, UpdateEvent, EventView } from './event-bodies';

const EVENTS = new Resource({
  entity: Event,
  noun: 'event',
  path: '/events',
  view: eventView,
  order: { occurredAt: 'DESC', id: 'DESC' },
});

/** What happened in the products, the newest first. */
@ApiTags('events')
@Controller('events')
@UseInterceptors(SessionPerRequest)
export class EventsController {
  @Get()
  @ApiPage(EventView)
  async list(@Session() session: EntityManager, @Query() query: EventQuery): Promise<Page<EventView>> {
    return EVENTS.list(session, query, whereOf(query));
  }

  @Post()
  @ApiCreatedResponse({ type: EventView })
  async create(
    @Session() session: EntityManager,
    @Body() body: CreateEvent,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EventView> {
    return EVENTS.create(session, { ...body, occurredAt: body.occurredAt ?? new Date() }, reply);
  }

  @Get(':id')
  @ApiOkResponse({ type: EventView })
  async show(@Session() session: EntityManager, @Param('id', BigIdPipe) id: string): Promise<EventView> {
    return EVENTS.show(session, id);
  }

  @Patch(':id')
  @ApiOkResponse({ type: EventView })
  async update(
    @Session() session: EntityManager,
    @Param('id', BigIdPipe) id: string,
    @Body() body: UpdateEvent,
  ): Promise<EventView> {
    return EVENTS.update(session, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Session() session: EntityManager, @Param('id', BigIdPipe) id: string): Promise<void> {
    await EVENTS.remove(session, id);
  }
}

function eventView(event: Event): EventView {
  const { id, dataSourceId, userId, name, payload, occurredAt, processedAt } = event;
  return { id, dataSourceId, userId, name, payload, occurredAt, processedAt };
}

function whereOf({ dataSourceId, name, since, until }: EventQuery): FindOptionsWhere<Event> {
  const limits = [
    ...(since === undefined ? [] : [MoreThanOrEqual(since)]),
    ...(until === undefined ? [] : [LessThan(until)]),
  ];
  return {
    ...(dataSourceId === undefined ? {} : { dataSourceId }),
    ...(name === undefined ? {} : { name }),
    ...(limits.length === 0 ? {} : { occurredAt: And(...limits) }),
  };
}
