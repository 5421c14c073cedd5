import type { ErrorTable } from './entry';

/** Errors of revision files: how they are written, read and loaded. */
export interface FileErrorData {
  'invalid-revision-file': {
    readonly file: string;
    readonly reason: string;
    readonly line?: number;
    readonly column?: number;
  };
  'missing-downgrade': { readonly file: string; readonly revision: string };
  'invalid-operation': { readonly revision: string; readonly reason: string };
  'versions-folder-missing': { readonly folder: string };
  'file-exists': { readonly file: string };
  'illegal-message': { readonly message: string; readonly reason: string };
  'no-editor': { readonly file: string };
  'editor-failed': { readonly editor: string; readonly reason: string; readonly file: string };
  'import-refused': { readonly source: string; readonly reason: string; readonly hint: string };
  'post-write-failed': { readonly command: string; readonly reason: string; readonly file: string };
}

export const fileErrors: ErrorTable<FileErrorData> = {
  'invalid-revision-file': {
    exit: 4,
    what: (d) =>
      `${d.file}${d.line === undefined ? '' : `:${d.line}:${d.column ?? 1}`} is not a revision file.`,
    why: (d) => d.reason,
    next: (d) => `Correct ${d.file}; docs/formats.md says what a revision file holds.`,
  },
  'missing-downgrade': {
    exit: 4,
    what: (d) => `Revision '${d.revision}' has no downgrade.`,
    why: (d) =>
      `${d.file} exports no 'downgrade'; a revision that is silently not undone would be worse than none.`,
    next: () => "Write one, or say why there is none: export const downgrade = irreversible('reason');",
  },
  'invalid-operation': {
    exit: 4,
    what: (d) => `Revision '${d.revision}' asks for something that cannot be.`,
    why: (d) => d.reason,
    next: () => 'Correct the call in the revision file.',
  },
  'versions-folder-missing': {
    exit: 4,
    what: (d) => `The versions folder ${d.folder} is not there.`,
    why: () => "The configuration names it under 'versions', and a missing folder is not an empty history.",
    next: (d) => `Create it (mkdir -p ${d.folder}), or correct 'versions' in the configuration.`,
  },
  'file-exists': {
    exit: 4,
    what: (d) => `${d.file} exists already.`,
    why: () => 'A revision file is never overwritten.',
    next: () => 'Give another message or another --rev-id.',
  },
  'illegal-message': {
    exit: 2,
    what: (d) => `The message ${JSON.stringify(d.message)} cannot be used.`,
    why: (d) => d.reason,
    next: () => 'Give a message of one line: plumbline revision -m "add users"',
  },
  'no-editor': {
    exit: 2,
    what: () => 'No editor is set.',
    why: () => 'Neither VISUAL nor EDITOR says which program opens a file.',
    next: (d) => `Set one (export EDITOR=nano), or open the file yourself: ${d.file}`,
  },
  'editor-failed': {
    exit: 2,
    what: (d) => `The editor '${d.editor}' did not end well.`,
    why: (d) => d.reason,
    next: (d) => `Correct VISUAL or EDITOR, or open the file yourself: ${d.file}`,
  },
  'import-refused': {
    exit: 7,
    what: (d) => `What ${d.source} has recorded cannot be taken over as it is; nothing was written.`,
    why: (d) => d.reason,
    next: (d) => d.hint,
  },
  'post-write-failed': {
    exit: 2,
    what: (d) => `${d.file} was written and kept, but '${d.command}' did not end well.`,
    why: (d) => d.reason,
    next: () =>
      "Run it by hand, or correct 'postWrite' in the configuration; do not write the revision again.",
  },
};
