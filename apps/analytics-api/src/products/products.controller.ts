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
import { Product } from '@analytics/core';
import type { FastifyReply } from 'fastify';
import { EntityManager } from 'typeorm';
import { Session, SessionPerRequest } from '../database/session';
import { ApiPage, type Page } from '../http/page';
import { Resource } from '../http/resource';
import { IdPipe } from '../http/validation';
import { CreateProduct, ProductQuery, UpdateProduct, ProductView } from './product-bodies';

const PRODUCTS = new Resource({
  entity: Product,
  noun: 'product',
  path: '/products',
  view: productView,
  order: { id: 'ASC' },
});

/** What the organisations measure. */
@ApiTags('products')
@Controller('products')
@UseInterceptors(SessionPerRequest)
export class ProductsController {
  @Get()
  @ApiPage(ProductView)
  async list(@Session() session: EntityManager, @Query() query: ProductQuery): Promise<Page<ProductView>> {
    const { organisationId } = query;
    return PRODUCTS.list(session, query, organisationId === undefined ? {} : { organisationId });
  }

  @Post()
  @ApiCreatedResponse({ type: ProductView })
  async create(
    @Session() session: EntityManager,
    @Body() body: CreateProduct,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProductView> {
    return PRODUCTS.create(session, body, reply);
  }

  @Get(':id')
  @ApiOkResponse({ type: ProductView })
  async show(@Session() session: EntityManager, @Param('id', IdPipe) id: number): Promise<ProductView> {
    return PRODUCTS.show(session, id);
  }

  @Patch(':id')
  @ApiOkResponse({ type: ProductView })
  async update(
    @Session() session: EntityManager,
    @Param('id', IdPipe) id: number,
    @Body() body: UpdateProduct,
  ): Promise<ProductView> {
    return PRODUCTS.update(session, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Session() session: EntityManager, @Param('id', IdPipe) id: number): Promise<void> {
    await PRODUCTS.remove(session, id);
  }
}

function productView(product: Product): ProductView {
  const { id, organisationId, name, description, monthlyPrice, createdAt } = product;
  return { id, organisationId, name, description, monthlyPrice, createdAt };
}
