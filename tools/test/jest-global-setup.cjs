const { startPostgres } = require('./postgres-server.cjs');

/** One PostgreSQL server for the whole run; TEST_DATABASE_URL names another one instead. */
module.exports = async () => {
  if (process.env.TEST_DATABASE_URL) return;
  const server = await startPostgres();
  process.env.TEST_DATABASE_URL = server.url;
  globalThis.__PLUMBLINE_POSTGRES__ = server;
};
