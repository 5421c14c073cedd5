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
import { ApiPage, pageOf, type Page } from '../http/page';
import { findRow, removeRow, type Kind } from '../http/rows';
import { IdPipe } from '../http/validation';
import { CreateDashboard, DashboardQuery, UpdateDashboard, DashboardView } from './dashboard-bodies';

const DASHBOARD: Kind<Dashboard> = { entity: Dashboard, noun: 'dashboard' };

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
    const found = await session.findAndCount(Dashboard, {
      where: {
        ...(organisationId === undefined ? {} : { organisationId }),
        ...(ownerId === undefined ? {} : { ownerId }),
      },
      order: { id: 'ASC' },
      take: query.limit,
      skip: query.offset,
    });
    return pageOf(query, found, dashboardView);
  }

  @Post()
  @ApiCreatedResponse({ type: DashboardView })
  async create(
    @Session() session: EntityManager,
    @Body() body: CreateDashboard,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DashboardView> {
    const { id } = await session.save(Dashboard, { ...body });
    void reply.header('location', `/dashboards/${id}`);
    return dashboardView(await findRow(session, DASHBOARD, id));
  }

  @Get(':id')
  @ApiOkResponse({ type: DashboardView })
  async show(@Session() session: EntityManager, @Param('id', IdPipe) id: number): Promise<DashboardView> {
    return dashboardView(await findRow(session, DASHBOARD, id));
  }

  @Patch(':id')
  @ApiOkResponse({ type: DashboardView })
  async update(
    @Session() session: EntityManager,
    @Param('id', IdPipe) id: number,
    @Body() body: UpdateDashboard,
  ): Promise<DashboardView> {
    const dashboard = await findRow(session, DASHBOARD, id);
    return dashboardView(await session.save(Dashboard, session.merge(Dashboard, dashboard, body)));
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Session() session: EntityManager, @Param('id', IdPipe) id: number): Promise<void> {
    await removeRow(session, DASHBOARD, id);
  }
}

function dashboardView(dashboard: Dashboard): DashboardView {
  const { id, organisationId, ownerId, title, isPublic, createdAt, updatedAt } = dashboard;
  return { id, organisationId, ownerId, title, isPublic, createdAt, updatedAt };
}
