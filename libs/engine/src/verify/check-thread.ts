import { parentPort, workerData } from 'node:worker_threads';
import { checkProject } from '../commands/check';
import { asCommand } from '../commands/migration-status';
import { openProject } from '../commands/project';
import { isPlumblineError } from '../errors/plumbline-error';
import { renderReport } from '../render/render-report';
import type { CheckAnswer, CheckTask } from './check-in-thread';
import { onDatabase } from './test-project';

/** What a thread does that is started with a {@link CheckTask}: it checks, and tells what it found. */
async function answer({ config, cwd, variables, url }: CheckTask): Promise<CheckAnswer> {
  try {
    const { options, io } = asCommand({ config, cwd, variables });
    const report = await checkProject(onDatabase(await openProject(options, io), url), {});
    return report.clean ? {} : { differs: renderReport(report, { colour: false, verbose: false }).trimEnd() };
  } catch (error) {
    if (isPlumblineError(error)) return { error: { code: error.code, data: error.data } };
    return { error: { code: 'internal', data: { message: String(error) } } };
  }
}

void answer(workerData as CheckTask).then((found) => parentPort?.postMessage(found));
