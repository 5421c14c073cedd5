import { readFileSync, statSync } from 'node:fs';
import type { Blocker } from '../../dialect/dialect';

/** Where SQLite locks a database file, by its bytes: PENDING, RESERVED and the range of SHARED (sqlite.org/lockingv3.html). */
const LOCK_BYTES = { first: 0x40000000, last: 0x40000000 + 511 };
/** The byte of the `-shm` file that the writer of a database in WAL mode locks (sqlite.org/walformat.html). */
const WAL_WRITE_BYTE = 120;

/** A line of `/proc/locks` (proc(5)): who holds which bytes of which file. */
const LINE = /^\d+: +\S+ +\S+ +(READ|WRITE) +(\d+) +([\da-f]+):([\da-f]+):(\d+) +(\d+) +(\d+|EOF)$/gm;

/**
 * The other processes that have a database file locked, as the kernel of Linux tells. Elsewhere, and where the file system
 * tells nothing, it is one of which nothing is known.
 *
 * @param isWriting whether the own transaction waits to be committed: then those who read are in the way
 */
export function lockHolders(path: string, isWriting: boolean): readonly Blocker[] {
  const pids = new Set([
    ...holdersOf(path, ({ mode, first, last }) => {
      const overlaps = first <= LOCK_BYTES.last && last >= LOCK_BYTES.first;
      return overlaps && (mode === 'WRITE' || isWriting);
    }),
    ...holdersOf(`${path}-shm`, ({ mode, first, last }) => {
      return mode === 'WRITE' && first <= WAL_WRITE_BYTE && last >= WAL_WRITE_BYTE;
    }),
  ]);
  if (pids.size === 0) return [{ applicationName: '' }];
  return [...pids].sort((a, b) => a - b).map((pid) => ({ pid, applicationName: programOf(pid) }));
}

interface HeldLock {
  readonly mode: string;
  readonly first: number;
  readonly last: number;
}

function holdersOf(path: string, isInTheWay: (lock: HeldLock) => boolean): readonly number[] {
  try {
    const { dev, ino } = statSync(path);
    const [device, locks] = [deviceOf(dev), readFileSync('/proc/locks', 'utf8')];
    return [...locks.matchAll(LINE)].flatMap(([, mode = '', pid, major, minor, inode, first, last]) => {
      const isSame = Number(inode) === ino && `${major}:${minor}` === device;
      const held = { mode, first: Number(first), last: last === 'EOF' ? Infinity : Number(last) };
      return isSame && Number(pid) !== process.pid && isInTheWay(held) ? [Number(pid)] : [];
    });
  } catch {
    return [];
  }
}

/** A device number as the kernel prints it (makedev(3), glibc's layout of `st_dev`). */
function deviceOf(dev: number): string {
  const bits = BigInt(dev);
  const major = ((bits >> 8n) & 0xfffn) | ((bits >> 32n) & ~0xfffn);
  const minor = (bits & 0xffn) | ((bits >> 12n) & ~0xffn);
  return [major, minor].map((part) => part.toString(16).padStart(2, '0')).join(':');
}

/** The name of a program, or none where it cannot be read. */
function programOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
  } catch {
    return '';
  }
}
