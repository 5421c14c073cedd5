// node own-server.cjs [major]: a PostgreSQL server of one's own. Its URL is the first line; it ends with its input.
const { installPostgres } = require('./postgres-packages.cjs');
const { startPostgres } = require('./postgres-server.cjs');

async function serve(major) {
  const { url, stop } = await startPostgres(major === undefined ? undefined : await installPostgres(major));
  process.stdout.write(`${url}\n`);
  process.stdin.on('end', () => void stop().then(() => process.exit())).resume();
}

serve(process.argv[2]).catch((error) => {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
});
