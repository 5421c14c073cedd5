import type { Deferrable } from '../model/schema';

const DEFERRABLE: Readonly<Record<string, Deferrable>> = {
  'INITIALLY IMMEDIATE': 'initially immediate',
  'INITIALLY DEFERRED': 'initially deferred',
};

/** Whether a constraint can be deferred, to be spread into what describes it. */
export function readDeferrable(constraint: { readonly deferrable?: string }): { deferrable?: Deferrable } {
  const deferrable = DEFERRABLE[constraint.deferrable?.toUpperCase() ?? ''];
  return deferrable === undefined ? {} : { deferrable };
}
