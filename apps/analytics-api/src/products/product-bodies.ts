import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { IdField, LARGEST_ID, NumberInQuery, PriceField, TextField } from '../http/fields';
import { PageQuery } from '../http/page';

/** Which products are asked for. */
export class ProductQuery extends PageQuery {
  @NumberInQuery({ min: 1, max: LARGEST_ID, optional: true })
  organisationId?: number;
}

/** What a product is created from. */
export class CreateProduct {
  @IdField()
  organisationId!: number;

  @TextField({ min: 1, max: 50 })
  name!: string;

  @TextField({ max: 10_000, optional: true, nullable: true })
  description?: string | null;

  @PriceField({ optional: true })
  monthlyPrice?: string;
}

/** What of a product changes; it stays with its organisation. */
export class UpdateProduct extends PartialType(OmitType(CreateProduct, ['organisationId']), {
  skipNullProperties: false,
}) {}

/** A product as it is sent. */
export class ProductView {
  @ApiProperty()
  id!: number;

  @ApiProperty()
  organisationId!: number;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: String, nullable: true })
  description!: string | null;

  @ApiProperty({ example: '12.50' })
  monthlyPrice!: string;

  @ApiProperty()
  createdAt!: Date;
}
