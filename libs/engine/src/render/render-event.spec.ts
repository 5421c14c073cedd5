import type { RunEvent } from '../report/run-event';
import { renderEvent } from './render-event';

const line = (event: RunEvent) => renderEvent(event, { colour: false, verbose: false });
const backfill = { kind: 'backfill', table: 'users', changed: 0 } as const;

describe('the progress of a backfill', () => {
  it('says how far it is, how fast, and how long it will take', () => {
    const event = { ...backfill, rows: 12_500, total: 50_000, rowsPerSecond: 8200.4 };
    expect(line({ ...event, secondsLeft: 4.6 })).toBe(
      'backfill users: 12,500 of about 50,000 rows (25 %), 8,200 rows/s, about 5 s left\n',
    );
    expect(line({ ...event, secondsLeft: 600 })).toContain('about 10 min left');
    expect(line({ ...event, secondsLeft: 9000 })).toContain('about 3 h left');
  });

  it('leaves out what nobody knows', () => {
    expect(line({ ...backfill, rows: 0, rowsPerSecond: 0 })).toBe('backfill users: 0 rows\n');
    expect(line({ ...backfill, rows: 7, total: 7, rowsPerSecond: 70, secondsLeft: 0 })).toBe(
      'backfill users: 7 of about 7 rows (100 %), 70 rows/s\n',
    );
  });
});
