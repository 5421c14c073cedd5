import { Agent, request as send } from 'node:http';

/**
 * Sends requests at a fixed rate, whether the last ones were answered or not: a server that stands still is met by all
 * that would have come meanwhile. A latency counts from when the request was due.
 *
 * @param {string} url
 * @param {object} load
 * @param {number} load.perSecond
 * @param {number} load.seconds
 * @param {(index: number) => { method: string, path: string, body?: unknown }} load.request
 * @returns {Promise<{ latencies: number[], failures: string[] }>} milliseconds, sorted; what was no success
 */
export async function offerLoad(url, { perSecond, seconds, request }) {
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  const total = perSecond * seconds;
  const latencies = [];
  const failures = [];
  const pending = [];
  const start = performance.now();
  for (let index = 0; index < total; index += 1) {
    const due = start + (index * 1000) / perSecond;
    const early = due - performance.now();
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
    const one = request(index);
    pending.push(
      answer(url, agent, one).then(
        (status) => {
          latencies.push(performance.now() - due);
          if (status >= 400) failures.push(`${one.method} ${one.path}: ${status}`);
        },
        (error) => failures.push(`${one.method} ${one.path}: ${error.message}`),
      ),
    );
  }
  await Promise.all(pending);
  agent.destroy();
  return { latencies: latencies.sort((a, b) => a - b), failures };
}

function answer(url, agent, { method, path, body }) {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? undefined : JSON.stringify(body);
    const headers =
      text === undefined ? {} : { 'content-type': 'application/json', 'content-length': text.length };
    const sent = send(new URL(path, url), { method, agent, headers }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode));
      response.once('error', reject);
    });
    sent.once('error', reject);
    sent.end(text);
  });
}

/** The latency that a part of the requests did not exceed; 1 is the longest. */
export function percentile(sorted, part) {
  return sorted[Math.min(Math.ceil(sorted.length * part), sorted.length) - 1] ?? Number.NaN;
}
