import { ApiProperty, PartialType } from '@nestjs/swagger';
import { EmailField, FlagField, TextField } from '../http/fields';

/** What a user is created from. */
export class CreateUser {
  @EmailField()
  email!: string;

  @TextField({ min: 1, max: 120 })
  name!: string;

  @FlagField({ optional: true })
  isActive?: boolean;
}

/** What of a user changes. */
export class UpdateUser extends PartialType(CreateUser, { skipNullProperties: false }) {}

/** A user as it is sent. */
export class UserView {
  @ApiProperty()
  id!: number;

  @ApiProperty()
  email!: string;

  @ApiProperty()
  name!: string;

  @ApiProperty()
  isActive!: boolean;

  @ApiProperty({ type: Date, nullable: true })
  lastSeenAt!: Date | null;

  @ApiProperty()
  createdAt!: Date;

  @ApiProperty()
  updatedAt!: Date;
}
