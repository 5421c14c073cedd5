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
    io.stderr(`plumbline: ${(error instanceof Error ? error.stack : undefined) ?? String(error)}\n`);
  }
  endWithin([stdout, stderr]);
}

/** Milliseconds between two looks whether all is written. */
const LOOK = 100;

/**
 * Ends the process as soon as all is written. What entities, configuration and revisions have imported may have left a
 * timer or a connection open, which would keep it for ever.
 */
function endWithin(writers: readonly Writer[]): void {
  const end = (): void => {
    if (writers.every((writer) => writer.isDone())) process.exit();
  };
  // Where nothing is open it does not keep the process either.
  setInterval(end, LOOK).unref();
}

interface Writer {
  readonly write: (text: string) => void;
  /** Whether all has left the process, or nobody reads it. */
  readonly isDone: () => boolean;
}

/**
 * Writes to a stream of the process, whose reader may leave: `plumbline upgrade | head -1` closes the pipe early, which is
 * no failure of the command, and must not end a run in its middle. A stream is made when it is first written to, as making
 * one takes a while.
 */
function writerTo(name: 'stdout' | 'stderr'): Writer {
  let stream: NodeJS.WriteStream | undefined;
  let isRead = true;
  const write = (text: string): void => {
    stream ??= process[name].on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      isRead = false;
    });
    if (isRead) stream.write(text);
  };
  return { write, isDone: () => stream === undefined || !isRead || stream.writableLength === 0 };
}
