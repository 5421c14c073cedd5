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
import { ApiPage, pageOf, type Page } from '../http/page';
import { findRow, removeRow, type Kind } from '../http/rows';
import { IdPipe } from '../http/validation';
import { CreateProduct, ProductQuery, UpdateProduct, ProductView } from './product-bodies';

const PRODUCT: Kind<Product> = { entity: Product, noun: 'product' };

/** What the organisations measure. */
@ApiTags('products')
@Controller('products')
@UseInterceptors(SessionPerRequest)
export class ProductsController {
  @Get()
  @ApiPage(ProductView)
  async list(@Session() session: EntityManager, @Query() query: ProductQuery): Promise<Page<ProductView>> {
    const { organisationId } = query;
    const found = await session.findAndCount(Product, {
      where: organisationId === undefined ? {} : { organisationId },
      order: { id: 'ASC' },
      take: query.limit,
      skip: query.offset,
    });
    return pageOf(query, found, productView);
  }

  @Post()
  @ApiCreatedResponse({ type: ProductView })
  async create(
    @Session() session: EntityManager,
    @Body() body: CreateProduct,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ProductView> {
    const { id } = await session.save(Product, { ...body });
    void reply.header('location', `/products/${id}`);
    return productView(await findRow(session, PRODUCT, id));
  }

  @Get(':id')
  @ApiOkResponse({ type: ProductView })
  async show(@Session() session: EntityManager, @Param('id', IdPipe) id: number): Promise<ProductView> {
    return productView(await findRow(session, PRODUCT, id));
  }

  @Patch(':id')
  @ApiOkResponse({ type: ProductView })
  async update(
    @Session() session: EntityManager,
    @Param('id', IdPipe) id: number,
    @Body() body: UpdateProduct,
  ): Promise<ProductView> {
    const product = await findRow(session, PRODUCT, id);
    return productView(await session.save(Product, session.merge(Product, product, body)));
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Session() session: EntityManager, @Param('id', IdPipe) id: number): Promise<void> {
    await removeRow(session, PRODUCT, id);
  }
}

function productView(product: Product): ProductView {
  const { id, organisationId, name, description, monthlyPrice, createdAt } = product;
  return { id, organisationId, name, description, monthlyPrice, createdAt };
}
