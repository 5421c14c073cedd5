import { ApiProperty, OmitType, PartialType } from '@nestjs/swagger';
import { DocumentField, IdField, InstantField, LARGEST_ID, NumberInQuery, TextField } from '../http/fields';
import { PageQuery } from '../http/page';

/** Which events are asked for. */
export class EventQuery extends PageQuery {
  @NumberInQuery({ min: 1, max: LARGEST_ID, optional: true })
  dataSourceId?: number;

  @TextField({ min: 1, max: 100, optional: true })
  name?: string;

  @InstantField({ optional: true, description: 'From this time on' })
  since?: Date;

  @InstantField({ optional: true, description: 'Before this time' })
  until?: Date;
}

/** What an event is created from. */
export class CreateEvent {
  @IdField()
  dataSourceId!: number;

  @IdField({ optional: true, nullable: true })
  userId?: number | null;

  @TextField({ min: 1, max: 100 })
  name!: string;

  @DocumentField({ optional: true })
  payload?: Record<string, unknown>;

  @InstantField({ optional: true, description: 'When it happened; now without it' })
  occurredAt?: Date;
}

/** What of an event changes; it stays with its source and at its time. */
export class UpdateEvent extends PartialType(OmitType(CreateEvent, ['dataSourceId', 'occurredAt']), {
  skipNullProperties: false,
}) {
  @InstantField({ optional: true, nullable: true, description: 'When the daily rollup counted it' })
  processedAt?: Date | null;
}

/** An event as it is sent. */
export class EventView {
  @ApiProperty({ description: '64 bits, as text' })
  id!: string;

  @ApiProperty()
  dataSourceId!: number;

  @ApiProperty({ type: Number, nullable: true })
  userId!: number | null;

  @ApiProperty()
  name!: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  payload!: Record<string, unknown>;

  @ApiProperty()
  occurredAt!: Date;

  @ApiProperty({ type: Date, nullable: true })
  processedAt!: Date | null;
}
