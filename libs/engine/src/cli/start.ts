import { main } from './main';
import { processIo } from './process-io';

/** Runs the command of this process: its words, its streams and its exit code. */
export async function start(): Promise<void> {
  const io = { ...processIo(), stdout: writerTo('stdout'), stderr: writerTo('stderr') };
  try {
    process.exitCode = await main(process.argv.slice(2), io);
  } catch (error) {
    process.exitCode = 1;
    io.stderr(`plumbline: ${(error instanceof Error ? error.stack : undefined) ?? String(error)}\n`);
  }
}

/**
 * Writes to a stream of the process, whose reader may leave: `plumbline history | head` closes the pipe early, which is
 * no failure of the command. A stream is made when it is first written to, as making one takes a while.
 */
function writerTo(name: 'stdout' | 'stderr'): (text: string) => void {
  let stream: NodeJS.WriteStream | undefined;
  return (text) => {
    stream ??= process[name].on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
      process.exit(process.exitCode ?? 0);
    });
    stream.write(text);
  };
}
