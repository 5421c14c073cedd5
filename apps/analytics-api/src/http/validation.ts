import { applyDecorators, ValidationPipe, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import { Type } from 'class-transformer';
import { IsInt, Matches, Max, Min, ValidateIf, type ValidationError } from 'class-validator';
import { InvalidFieldsException, type FieldError } from './problem';

/** The largest value of an `integer` column. */
const LARGEST_ID = 2_147_483_647;

/** Checks bodies and queries against their classes; what a class does not name is refused. */
export class Validation extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      exceptionFactory: (errors) => new InvalidFieldsException(errors.flatMap((error) => fieldErrors(error))),
    });
  }

  /** The parts of a path are left to their own pipes: this one would make the number 1 of `0x1`. */
  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    return metadata.type === 'param' ? value : super.transform(value, metadata);
  }
}

function fieldErrors(error: ValidationError, parent = ''): FieldError[] {
  const field = parent === '' ? error.property : `${parent}.${error.property}`;
  const messages = Object.values(error.constraints ?? {});
  const own = messages.length === 0 ? [] : [{ field, messages }];
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, field))];
}

/** May be left out. Unlike `IsOptional`, null is not left out. */
export const MayBeAbsent = () => ValidateIf((_, value) => value !== undefined);

/** Text that a database takes: PostgreSQL has no NUL character. */
export const PlainText = () =>
  Matches(/^[^\0]*$/, { message: '$property must be text without NUL characters' });

/** A whole number that can be the key of a row. */
export const IsId = () => applyDecorators(IsInt(), Min(1), Max(LARGEST_ID));

/** A number in a query, where everything is text. */
export const FromQuery = () => Type(() => Number);

/** The `id` of a path. */
export class IdPipe implements PipeTransform<string, number> {
  transform(value: string): number {
    const id = /^[1-9]\d{0,9}$/.test(value) ? Number(value) : Number.NaN;
    if (id <= LARGEST_ID) return id;
    throw new InvalidFieldsException([
      { field: 'id', messages: [`id must be a whole number from 1 to ${LARGEST_ID}`] },
    ]);
  }
}
