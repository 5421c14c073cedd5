import { setImmediate as nextTurn } from 'node:timers/promises';
import { messageOf, stackOf } from '../kernel/caught';
import { main } from './main';
import { processIo } from './process-io';

/** Runs the command of this process: its words, its streams and its exit code. */
export async function start(): Promise<void> {
  const [stdout, stderr] = [writerTo('stdout'), writerTo('stderr')];
  const io = { ...processIo(), stdout: stdout.write, stderr: stderr.write };
  try {
    process.exitCode = await main(process.argv.slice(2), io);
  } catch (error) {
    process.exitCode = 1;
    io.stderr(`plumbline: ${stackOf(error) || messageOf(error)}\n`);
  }
  // A stream tells of its trouble in a turn of its own.
  await nextTurn();
  const trouble = stdout.trouble() ?? stderr.trouble();
  if (trouble !== undefined) {
    io.stderr(`plumbline: not all of the output could be written (${trouble.message}).\n`);
    process.exitCode ||= 1;
  }
  endOnceWritten([stdout, stderr]);
}

/** Milliseconds between two looks whether all is written. */
const LOOK = 100;

/**
 * Ends the process as soon as all is written. What entities, configuration and revisions have imported may have left a
 * timer or a connection open, which would keep it for ever.
 */
function endOnceWritten(writers: readonly Writer[]): void {
  const end = (): void => {
    if (writers.every((writer) => writer.isDone())) process.exit();
  };
  // Where nothing is open it does not keep the process either.
  setInterval(end, LOOK).unref();
}

interface Writer {
  readonly write: (text: string) => void;
  /** Whether all has left the process, or nobody takes it. */
  readonly isDone: () => boolean;
  /** Why it could not be written, where it is not the reader who left. */
  readonly trouble: () => Error | undefined;
}

/**
 * Writes to a stream of the process, whose reader may leave: `plumbline upgrade | head -1` closes the pipe early, which is
 * no failure of the command, and must not end a run in its middle; nor must a log that cannot be written, which is told in
 * the end. A stream is made when it is first written to, as making one takes a while.
 */
function writerTo(name: 'stdout' | 'stderr'): Writer {
  let stream: NodeJS.WriteStream | undefined;
  let failure: NodeJS.ErrnoException | undefined;
  const write = (text: string): void => {
    stream ??= process[name].on('error', (error: NodeJS.ErrnoException) => {
      failure ??= error;
    });
    if (failure === undefined) stream.write(text);
  };
  return {
    write,
    isDone: () => stream === undefined || failure !== undefined || stream.writableLength === 0,
    trouble: () => (failure?.code === 'EPIPE' ? undefined : failure),
  };
}
