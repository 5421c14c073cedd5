import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { FlagField, IdField, LARGEST_ID, NumberInQuery, TextField } from '../http/fields';
import { PageQuery } from '../http/page';

/** Which dashboards are asked for. */
export class DashboardQuery extends PageQuery {
  @NumberInQuery({ min: 1, max: LARGEST_ID, optional: true })
  organisationId?: number;

  @NumberInQuery({ min: 1, max: LARGEST_ID, optional: true })
  ownerId?: number;
}

/** What a dashboard is created from. */
export class CreateDashboard {
  @IdField()
  organisationId!: number;

  @IdField({ optional: true, nullable: true })
  ownerId?: number | null;

  @TextField({ min: 1, max: 150 })
  title!: string;

  @FlagField({ optional: true })
  isPublic?: boolean;
}

/** What of a dashboard changes; it stays with its organisation. */
export class UpdateDashboard extends PartialType(OmitType(CreateDashboard, ['organisationId']), {
  skipNullProperties: false,
}) {}

/** A dashboard as it is sent. */
export class DashboardView {
  @ApiProperty()
  id!: number;

  @ApiProperty()
  organisationId!: number;

  @ApiProperty({ type: Number, nullable: true })
  ownerId!: number | null;

  @ApiProperty()
  title!: string;

  @ApiProperty()
  isPublic!: boolean;

  @ApiProperty()
  createdAt!: Date;

  @ApiProperty()
  updatedAt!: Date;
}
