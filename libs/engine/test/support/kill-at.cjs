/*
 * node --require kill-at.cjs: the process ends itself by SIGKILL at boundary KILL_AT, from 1. A boundary is what the
 * database can tell apart: in PostgreSQL after each message that wrote, for the server goes through a message to its
 * end; in SQLite before each statement that writes but those of the bookkeeping, and so before each COMMIT too.
 */
const { Connection } = require('pg');
const Sqlite = require('better-sqlite3');

const last = Number(process.env.KILL_AT);
let boundary = 0;

function pass() {
  boundary += 1;
  if (boundary === last) process.kill(process.pid, 'SIGKILL');
}

const { emit } = Connection.prototype;
Connection.prototype.emit = function (event, ...rest) {
  const isHeard = emit.call(this, event, ...rest);
  if (event === 'commandComplete' && !/^(?:SELECT|SET|RESET|SHOW)\b/.test(rest[0].text)) this.wrote = true;
  if (event === 'readyForQuery' && this.wrote) {
    this.wrote = false;
    pass();
  }
  return isHeard;
};

for (const method of ['exec', 'prepare']) {
  const original = Sqlite.prototype[method];
  Sqlite.prototype[method] = function (sql, ...rest) {
    const isOther =
      this.name.endsWith('.plumbline-lock') || /plumbline_|^\s*(?:SELECT|PRAGMA|WITH)\b/i.test(sql);
    if (!isOther) pass();
    return original.call(this, sql, ...rest);
  };
}
