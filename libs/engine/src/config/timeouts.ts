import { PlumblineError } from '../errors/plumbline-error';
import type { TimeoutConfig } from './define-config';
import type { Variables } from './environment';
import type { Config } from './parse-config';

/** How long a run may wait; in milliseconds. */
export interface Timeouts {
  /** For the lock that a statement needs, before it gives way and is tried again. */
  readonly lock: number;
  /** For one statement, and for trying it again. */
  readonly migration: number;
  /** For another run to end. */
  readonly runLock: number;
}

/** Each with the environment variable that has the last word, and the seconds where nobody says anything. */
const TIMEOUTS: { readonly [Key in keyof Timeouts & keyof TimeoutConfig]: readonly [string, number] } = {
  lock: ['DB_LOCK_TIMEOUT', 5],
  migration: ['DB_MIGRATION_TIMEOUT', 600],
  runLock: ['DB_RUN_LOCK_TIMEOUT', 60],
};

/** A day: more is a mistake in the unit, and the database's own settings end soon after. */
const LONGEST = 86_400;

/**
 * The timeouts of a run: from environment variables, else from the configuration, else the defaults.
 *
 * @throws PlumblineError `invalid-variable`
 */
export function readTimeouts(config: Config, variables: Variables): Timeouts {
  const read = (key: keyof Timeouts): number => {
    const [variable, fallback] = TIMEOUTS[key];
    const value = variables[variable];
    if (value === undefined || value === '') return 1000 * (config.timeouts?.[key] ?? fallback);
    const seconds = /^\d+(?:\.\d+)?$/.test(value) ? Number(value) : 0;
    if (seconds <= 0 || seconds > LONGEST) {
      const expected = `seconds: a number above 0 and at most ${LONGEST}, as ${fallback}`;
      throw new PlumblineError('invalid-variable', { variable, value, expected });
    }
    return 1000 * seconds;
  };
  const migration = read('migration');
  // Half of the whole leaves a second attempt.
  return { lock: Math.min(read('lock'), migration / 2), migration, runLock: read('runLock') };
}
