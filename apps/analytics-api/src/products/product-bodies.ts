import { IsString, Length, Matches, MaxLength, ValidateIf } from 'class-validator';
import { PageQuery } from '../http/page';
import { FromQuery, IsId, MayBeAbsent, PlainText } from '../http/validation';

/** Which products are asked for. */
export class ProductQuery extends PageQuery {
  @MayBeAbsent()
  @FromQuery()
  @IsId()
  organisationId?: number;
}

/** What a product is created from. */
export class CreateProduct {
  @IsId()
  organisationId!: number;

  @IsString()
  @Length(1, 50)
  @PlainText()
  name!: string;

  @ValidateIf((_, value) => value !== undefined && value !== null)
  @IsString()
  @MaxLength(10_000)
  @PlainText()
  description?: string | null;

  @MayBeAbsent()
  @Matches(/^\d{1,8}(\.\d{1,2})?$/, { message: '$property must be text such as "12.50"' })
  monthlyPrice?: string;
}
