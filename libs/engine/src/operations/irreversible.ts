const MARK = Symbol.for('plumbline.irreversible');

/** A downgrade that there is none of, and why. */
export interface Irreversible {
  readonly reason: string;
}

/**
 * In place of a `downgrade` function: `export const downgrade = irreversible('the old prices are gone');`. A downgrade
 * of the revision is then refused with the reason, before anything is run.
 *
 * @throws TypeError when there is no reason
 */
export function irreversible(reason: string): Irreversible {
  if (typeof reason !== 'string' || reason.trim() === '') {
    throw new TypeError("irreversible() needs a reason: irreversible('the old prices are gone')");
  }
  return Object.freeze({ [MARK]: true, reason });
}

/** Whether a value is what {@link irreversible} gives, from whichever copy of the engine. */
export function isIrreversible(value: unknown): value is Irreversible {
  return typeof value === 'object' && value !== null && MARK in value;
}
