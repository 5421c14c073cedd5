// node own-server.cjs [major]: a PostgreSQL server of one's own. Its URL is the first line; after each line of its input
// it is stopped immediately and started again, and says so in a line. It ends with its input.
const { createInterface } = require('node:readline');
const { installPostgres } = require('./postgres-packages.cjs');
const { startPostgres } = require('./postgres-server.cjs');

async function serve(major) {
  const server = await startPostgres(major === undefined ? undefined : await installPostgres(major));
  process.stdout.write(`${server.url}\n`);
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  while (!(await lines.next()).done) {
    await server.crash();
    process.stdout.write('started again\n');
  }
  await server.stop();
  process.exit();
}

serve(process.argv[2]).catch((error) => {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
});
