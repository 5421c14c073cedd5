// The least that a comparison can do: connects and runs the queries of the catalogue, in one message where the driver can.
//   node catalogue.cjs <url> <queries.json>
'use strict';
const { readFileSync } = require('node:fs');

const [url, file] = process.argv.slice(2);
const queries = JSON.parse(readFileSync(file, 'utf8'));

async function postgres() {
  const { Client } = require('pg');
  const client = new Client({ connectionString: url });
  await client.connect();
  await client.query(queries.join(';\n'));
  await client.end();
}

function sqlite() {
  const Database = require('better-sqlite3');
  const database = new Database(url.replace('sqlite:///', ''), { readonly: true });
  for (const sql of queries) database.prepare(sql).all();
  database.close();
}

if (url.startsWith('sqlite:')) sqlite();
else void postgres();
