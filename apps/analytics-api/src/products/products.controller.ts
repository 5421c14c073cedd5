import { Body, Controller, Get, Post, Query, UseInterceptors } from '@nestjs/common';
import { Product } from '@analytics/core';
import { EntityManager } from 'typeorm';
import { Session, SessionPerRequest } from '../database/session';
import { pageOf, type Page } from '../http/page';
import { CreateProduct, ProductQuery } from './product-bodies';

type ProductView = Omit<Product, 'organisation' | 'dataSources'>;

/** What the organisations measure. */
@Controller('products')
@UseInterceptors(SessionPerRequest)
export class ProductsController {
  @Get()
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
  async create(@Session() session: EntityManager, @Body() body: CreateProduct): Promise<ProductView> {
    const { id } = await session.save(Product, { ...body });
    return productView(await session.findOneByOrFail(Product, { id }));
  }
}

function productView(product: Product): ProductView {
  const { id, organisationId, name, description, monthlyPrice, createdAt } = product;
  return { id, organisationId, name, description, monthlyPrice, createdAt };
}
