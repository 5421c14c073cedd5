import type { Api } from './api';

/** The metrics of a service, by name and labels as Prometheus writes them. */
export async function readMetrics(api: Api): Promise<ReadonlyMap<string, number>> {
  const { status, type, body } = await api.send('GET', '/metrics');
  if (status !== 200 || !(type ?? '').startsWith('text/plain')) throw new Error(`${status} ${type}`);
  const lines = String(body)
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ');
      return [line.slice(0, end), Number(line.slice(end + 1))];
    }),
  );
}
