import { IsBoolean, IsEmail, IsString, Length, MaxLength } from 'class-validator';
import { MayBeAbsent, PlainText } from '../http/validation';

/** What a user is created from. */
export class CreateUser {
  @IsEmail()
  @MaxLength(255)
  email!: string;

  @IsString()
  @Length(1, 120)
  @PlainText()
  name!: string;

  @MayBeAbsent()
  @IsBoolean()
  isActive?: boolean;
}

/** What of a user changes. */
export class UpdateUser {
  @MayBeAbsent()
  @IsEmail()
  @MaxLength(255)
  email?: string;

  @MayBeAbsent()
  @IsString()
  @Length(1, 120)
  @PlainText()
  name?: string;

  @MayBeAbsent()
  @IsBoolean()
  isActive?: boolean;
}
