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
import { Dashboard } from '@analytics/core';
import type { FastifyReply } from 'fastify';
import { EntityManager } from 'typeorm';
import { Session, SessionPerRequest } from '../database/session';
import { ApiPage, type Page } from '../http/page';
import { Resource } from '../http/resource';
import { IdPipe } from '../http/validation';
import { CreateDashboard, DashboardQuery, UpdateDashboard, DashboardView } from './dashboard-bodies';

const DASHBOARDS = new Resource({
  entity: Dashboard,
  noun: 'dashboard',
  path: '/dashboards',
  view: dashboardView,
  order: { id: 'ASC' },
});

/** The pages that people look at. */
@ApiTags('dashboards')
@Controller('dashboards')
@UseInterceptors(SessionPerRequest)
export class DashboardsController {
  @Get()
  @ApiPage(DashboardView)
  async list(
    @Session() session: EntityManager,
    @Query() query: DashboardQuery,
  ): Promise<Page<DashboardView>> {
    const { organisationId, ownerId } = query;
    return DASHBOARDS.list(session, query, {
      ...(organisationId === undefined ? {} : { organisationId }),
      ...(ownerId === undefined ? {} : { ownerId }),
    });
  }

  @Post()
  @ApiCreatedResponse({ type: DashboardView })
  async create(
    @Session() session: EntityManager,
    @Body() body: CreateDashboard,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DashboardView> {
    return DASHBOARDS.create(session, body, reply);
  }

  @Get(':id')
  @ApiOkResponse({ type: DashboardView })
  async show(@Session() session: EntityManager, @Param('id', IdPipe) id: number): Promise<DashboardView> {
    return DASHBOARDS.show(session, id);
  }

  @Patch(':id')
  @ApiOkResponse({ type: DashboardView })
  async update(
    @Session() session: EntityManager,
    @Param('id', IdPipe) id: number,
    @Body() body: UpdateDashboard,
  ): Promise<DashboardView> {
    return DASHBOARDS.update(session, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Session() session: EntityManager, @Param('id', IdPipe) id: number): Promise<void> {
    await DASHBOARDS.remove(session, id);
  }
}

function dashboardView(dashboard: Dashboard): DashboardView {
  const { id, organisationId, ownerId, title, isPublic, createdAt, updatedAt } = dashboard;
  return { id, organisationId, ownerId, title, isPublic, createdAt, updatedAt };
}
