/** The databases that a model, an operation or a plan can be in the terms of. */
export type DialectName = 'postgres' | 'sqlite';

export const DIALECT_NAMES: readonly DialectName[] = ['postgres', 'sqlite'];
