import { list, type ErrorTable } from './entry';

/** Errors of the entities, the data source and TypeORM. */
export interface EntityErrorData {
  'typeorm-missing': { readonly from: string };
  'no-data-source': { readonly file: string };
  'invalid-data-source': { readonly file: string; readonly reason: string };
  'no-entity-files': {
    readonly file: string;
    readonly patterns: readonly string[];
    /** Where the process runs. */
    readonly folder: string;
  };
  'entities-refused': { readonly dialect: string; readonly reason: string };
  'unsupported-entity': { readonly entity: string; readonly property?: string; readonly reason: string };
  'views-in-the-way': {
    readonly views: readonly { readonly view: string; readonly operation: string }[];
  };
}

export const entityErrors: ErrorTable<EntityErrorData> = {
  'typeorm-missing': {
    exit: 2,
    what: () => 'The package typeorm is not installed.',
    why: (d) => `The entities need it, and it was not found from ${d.from}.`,
    next: () => 'npm install typeorm',
  },
  'no-data-source': {
    exit: 2,
    what: (d) => `${d.file} names no data source.`,
    why: () => 'This command compares the entities, and finds them through the data source.',
    next: () => "Add to the configuration: dataSource: () => import('./data-source')",
  },
  'invalid-data-source': {
    exit: 2,
    what: (d) => `The data source that ${d.file} names cannot be loaded.`,
    why: (d) => d.reason,
    next: () =>
      'The module must export a DataSource, its options, or a function of either, as default or as its only one.',
  },
  'no-entity-files': {
    exit: 2,
    what: (d) => `No file of entities is found by ${list(d.patterns)}.`,
    why: (d) =>
      `The pattern is looked for from ${d.folder}, and then from the folder of ${d.file}; without entities every table would be taken for one that is removed.`,
    next: () =>
      "Correct `entities` in the data source; a pattern that begins with the folder of its file counts from nowhere else: __dirname + '/**/*.entity.{ts,js}'",
  },
  'entities-refused': {
    exit: 2,
    what: (d) => `TypeORM refuses the entities for ${d.dialect}.`,
    why: (d) => d.reason,
    next: () => 'Correct the entity; nothing was written.',
  },
  'unsupported-entity': {
    exit: 2,
    what: (d) =>
      `${d.entity}${d.property === undefined ? '' : `.${d.property}`} cannot be brought into the schema.`,
    why: (d) => d.reason,
    next: () => 'Change the entity, or leave it out with synchronize: false; nothing was written.',
  },
  'views-in-the-way': {
    exit: 7,
    what: (d) =>
      `${list(d.views.map(({ view }) => view))}: no revision made them, and they hold what is to be changed.`,
    why: (d) =>
      d.views
        .map(({ view, operation }) => `While ${view} is there, PostgreSQL does not ${operation}.`)
        .join(' '),
    next: () =>
      'Describe each as a @ViewEntity, so that revisions drop it and create it again; or drop it by hand. Nothing was written.',
  },
};
