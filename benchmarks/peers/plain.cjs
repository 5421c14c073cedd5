// The least that a process can do: no engine, the same driver.
//   node plain.cjs read <url>                 connects and reads the version table
//   node plain.cjs verify <url> <folder>      the same, and holds the digest of each file of a folder against the history
//   node plain.cjs <each|all|none> <url> <sql.json>
//                                             runs each statement and notes it, in transactions as the word says
//   node plain.cjs script <url> <file.sql>    runs a script, on SQLite
'use strict';
const { createHash } = require('node:crypto');
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const [mode, url, file] = process.argv.slice(2);
const statements = file?.endsWith('.json') ? JSON.parse(readFileSync(file, 'utf8')) : [];
const CREATE = 'CREATE TABLE version (id integer NOT NULL)';
const READ = 'SELECT version_num FROM plumbline_version';
const HISTORY = 'SELECT checksum FROM plumbline_history';
const isReading = mode === 'read' || mode === 'verify';

function verify(rows) {
  const known = new Set(rows.map(({ checksum }) => checksum));
  for (const name of readdirSync(file)) {
    const digest = createHash('sha256')
      .update(readFileSync(join(file, name), 'utf8'))
      .digest('hex');
    if (!known.has(digest)) throw new Error(`${name} is not what was applied`);
  }
}

async function postgres() {
  const { Client } = require('pg');
  const client = new Client({ connectionString: url });
  await client.connect();
  if (isReading) await client.query(READ);
  else await client.query(CREATE);
  if (mode === 'verify') verify((await client.query(HISTORY)).rows);
  if (mode === 'all') await client.query('BEGIN');
  for (const [index, sql] of statements.entries()) {
    if (mode === 'each') await client.query('BEGIN');
    await client.query(sql);
    await client.query('INSERT INTO version (id) VALUES ($1)', [index]);
    if (mode === 'each') await client.query('COMMIT');
  }
  if (mode === 'all') await client.query('COMMIT');
  await client.end();
}

function sqlite() {
  const Database = require('better-sqlite3');
  const database = new Database(url.replace('sqlite:///', ''));
  if (isReading) database.prepare(READ).all();
  else database.exec(mode === 'script' ? readFileSync(file, 'utf8') : CREATE);
  if (mode === 'verify') verify(database.prepare(HISTORY).all());
  if (mode === 'all') database.exec('BEGIN');
  for (const [index, sql] of statements.entries()) {
    if (mode === 'each') database.exec('BEGIN');
    database.exec(sql);
    database.prepare('INSERT INTO version (id) VALUES (?)').run(index);
    if (mode === 'each') database.exec('COMMIT');
  }
  if (mode === 'all') database.exec('COMMIT');
  database.close();
}

if (url.startsWith('sqlite:')) sqlite();
else void postgres();
