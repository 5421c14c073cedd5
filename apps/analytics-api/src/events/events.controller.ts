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
import { ApiPage, pageOf, type Page } from '../http/page';
import { findRow, removeRow, type Kind } from '../http/rows';
import { BigIdPipe } from '../http/validation';
import { CreateEvent, EventQuery, UpdateEvent, EventView } from './event-bodies';

const EVENT: Kind<Event> = { entity: Event, noun: 'event' };

/** What happened in the products, the newest first. */
@ApiTags('events')
@Controller('events')
@UseInterceptors(SessionPerRequest)
export class EventsController {
  @Get()
  @ApiPage(EventView)
  async list(@Session() session: EntityManager, @Query() query: EventQuery): Promise<Page<EventView>> {
    const found = await session.findAndCount(Event, {
      where: whereOf(query),
      order: { occurredAt: 'DESC', id: 'DESC' },
      take: query.limit,
      skip: query.offset,
    });
    return pageOf(query, found, eventView);
  }

  @Post()
  @ApiCreatedResponse({ type: EventView })
  async create(
    @Session() session: EntityManager,
    @Body() body: CreateEvent,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<EventView> {
    const { id } = await session.save(Event, { ...body, occurredAt: body.occurredAt ?? new Date() });
    void reply.header('location', `/events/${id}`);
    return eventView(await findRow(session, EVENT, id));
  }

  @Get(':id')
  @ApiOkResponse({ type: EventView })
  async show(@Session() session: EntityManager, @Param('id', BigIdPipe) id: string): Promise<EventView> {
    return eventView(await findRow(session, EVENT, id));
  }

  @Patch(':id')
  @ApiOkResponse({ type: EventView })
  async update(
    @Session() session: EntityManager,
    @Param('id', BigIdPipe) id: string,
    @Body() body: UpdateEvent,
  ): Promise<EventView> {
    const event = await findRow(session, EVENT, id);
    return eventView(await session.save(Event, session.merge(Event, event, body)));
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Session() session: EntityManager, @Param('id', BigIdPipe) id: string): Promise<void> {
    await removeRow(session, EVENT, id);
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
