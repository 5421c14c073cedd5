// node own-server.cjs [major]: a PostgreSQL server of one's own. Its URL is the first line. After each line of its input it
// does what that says, and answers in a line: `crash`, stopped immediately and started again; `standby`, the URL of one. It
// ends with its input.
const { createInterface } = require('node:readline');
const { installPostgres } = require('./postgres-packages.cjs');
const { startPostgres } = require('./postgres-server.cjs');

async function serve(major) {
  const server = await startPostgres(major === undefined ? undefined : await installPostgres(major));
  process.stdout.write(`${server.url}\n`);
  const commands = {
    crash: async () => {
      await server.crash();
      return 'started again';
    },
    standby: () => server.standby(),
  };
  for await (const line of createInterface({ input: process.stdin })) {
    process.stdout.write(`${await commands[line]()}\n`);
  }
  await server.stop();
  process.exit();
}

serve(process.argv[2]).catch((error) => {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
});
