// The least that a process can do: no engine, the same driver.
//   node plain.cjs read <url>                 connects and reads the version table
//   node plain.cjs <each|all|none> <url> <sql.json>
//                                             runs each statement and notes it, in transactions as the word says
//   node plain.cjs script <url> <file.sql>    runs a script, on SQLite
'use strict';
const { readFileSync } = require('node:fs');

const [mode, url, file] = process.argv.slice(2);
const statements = file?.endsWith('.json') ? JSON.parse(readFileSync(file, 'utf8')) : [];
const CREATE = 'CREATE TABLE version (id integer NOT NULL)';
const READ = 'SELECT version_num FROM plumbline_version';

async function postgres() {
  const { Client } = require('pg');
  const client = new Client({ connectionString: url });
  await client.connect();
  if (mode === 'read') await client.query(READ);
  else await client.query(CREATE);
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
  if (mode === 'read') database.prepare(READ).all();
  else database.exec(mode === 'script' ? readFileSync(file, 'utf8') : CREATE);
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
