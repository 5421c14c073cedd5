import { ValidationPipe, type ArgumentMetadata, type PipeTransform } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { LARGEST_ID } from './fields';
import { InvalidFieldsException, type FieldError } from './problem';

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

/** The `id` of a path where keys have 64 bits; text, as a number would not hold it. */
export class BigIdPipe implements PipeTransform<string, string> {
  transform(value: string): string {
    if (/^[1-9]\d{0,18}$/.test(value) && BigInt(value) <= LARGEST_BIG_ID) return value;
    throw new InvalidFieldsException([
      { field: 'id', messages: [`id must be a whole number from 1 to ${LARGEST_BIG_ID}`] },
    ]);
  }
}

/** The largest value of a `bigint` column. */
const LARGEST_BIG_ID = 2n ** 63n - 1n;
