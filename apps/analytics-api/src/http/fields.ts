import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import {
  IsBoolean,
  IsEmail,
  IsInt,
  IsObject,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  ValidateIf,
} from 'class-validator';

/** Fields of bodies and queries: each decorator checks the field and describes it, so that both say the same. */

export interface FieldOptions {
  /** May be left out. Null is not left out. */
  readonly optional?: boolean;
  readonly nullable?: boolean;
  readonly description?: string;
}

/** The largest value of an `integer` column. */
export const LARGEST_ID = 2_147_483_647;

type Decorator = PropertyDecorator;
type Described = Parameters<typeof ApiProperty>[0];

function field(
  { optional = false, nullable = false, description }: FieldOptions,
  schema: Described,
  ...checks: readonly Decorator[]
): Decorator {
  const about = description === undefined ? {} : { description };
  return applyDecorators(
    ApiProperty({ ...schema, ...about, required: !optional, nullable } as Described),
    ...(optional ? [ValidateIf((_, value) => value !== undefined)] : []),
    ...(nullable ? [ValidateIf((_, value) => value !== null)] : []),
    ...checks,
  );
}

/** Text that a database takes: PostgreSQL has no NUL character. */
export function TextField(
  options: FieldOptions & { readonly min?: number; readonly max: number },
): Decorator {
  const { min = 0, max } = options;
  return field(
    options,
    { type: 'string', minLength: min, maxLength: max },
    IsString(),
    Length(min, max),
    Matches(/^[^\0]*$/, { message: '$property must be text without NUL characters' }),
  );
}

export function EmailField(options: FieldOptions = {}): Decorator {
  return field(options, { type: 'string', format: 'email', maxLength: 255 }, IsEmail(), MaxLength(255));
}

export function FlagField(options: FieldOptions = {}): Decorator {
  return field(options, { type: 'boolean' }, IsBoolean());
}

/** A whole number that can be the key of a row. */
export function IdField(options: FieldOptions = {}): Decorator {
  const schema = { type: 'integer', minimum: 1, maximum: LARGEST_ID } as const;
  return field(options, schema, IsInt(), Min(1), Max(LARGEST_ID));
}

/** A number in a query, where everything is text. */
export function NumberInQuery(
  options: FieldOptions & { readonly min: number; readonly max: number; readonly default?: number },
): Decorator {
  const { min, max, default: otherwise } = options;
  const schema = {
    type: 'integer',
    minimum: min,
    maximum: max,
    ...(otherwise === undefined ? {} : { default: otherwise }),
  } as const;
  const optional = options.optional ?? otherwise !== undefined;
  return field(
    { ...options, optional },
    schema,
    Type(() => Number),
    IsInt(),
    Min(min),
    Max(max),
  );
}

/** Exact money: text with at most two decimal places. */
export function PriceField(options: FieldOptions = {}): Decorator {
  const pattern = /^\d{1,8}(\.\d{1,2})?$/;
  return field(
    options,
    { type: 'string', pattern: pattern.source, example: '12.50' },
    Matches(pattern, { message: '$property must be text such as "12.50"' }),
  );
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

/** A point in time, with its offset: what has none means something else on each machine. */
export function InstantField(options: FieldOptions = {}): Decorator {
  return field(
    options,
    { type: 'string', format: 'date-time' },
    Transform(({ value }: { value: unknown }) =>
      typeof value === 'string' && INSTANT.test(value) ? new Date(value) : value,
    ),
    ValidateBy({
      name: 'isInstant',
      validator: {
        validate: (value) => value instanceof Date && Number.isFinite(value.getTime()),
        defaultMessage: () => '$property must be a time with its offset, such as "2026-11-24T12:00:00Z"',
      },
    }),
  );
}

/** A JSON object. */
export function DocumentField(options: FieldOptions = {}): Decorator {
  return field(
    options,
    { type: 'object', additionalProperties: true },
    IsObject(),
    ValidateBy({
      name: 'isPlainDocument',
      validator: {
        validate: (value) => !JSON.stringify(value ?? null).includes('\\u0000'),
        defaultMessage: () => '$property must be without NUL characters',
      },
    }),
  );
}
