import type { ErrorTable } from './entry';

/** Errors of backups, and of the consent to what loses data. */
export interface BackupErrorData {
  'backup-tool-missing': { readonly tool: string; readonly server: string };
  'backup-tool-old': { readonly tool: string; readonly version: string; readonly server: string };
  'backup-failed': { readonly url: string; readonly reason: string };
  'consent-needed': {
    readonly environment: string;
    readonly command: string;
    readonly losses: readonly {
      readonly revision: string;
      readonly operation: string;
      readonly held: string;
    }[];
    /** Whether a person was asked, and said no. */
    readonly isRefused: boolean;
  };
}

const install = (server: string): string => {
  const major = /\d+/.exec(server)?.[0] ?? '';
  return `Install the client programs of PostgreSQL ${major} or later and put them first on the PATH (Debian: apt-get install postgresql-client-${major}).`;
};

export const backupErrors: ErrorTable<BackupErrorData> = {
  'backup-tool-missing': {
    exit: 5,
    what: (d) => `There is no ${d.tool} on the PATH, and the server is ${d.server}.`,
    why: () => 'A backup of PostgreSQL is made by its own program; nothing was changed.',
    next: (d) => install(d.server),
  },
  'backup-tool-old': {
    exit: 5,
    what: (d) => `${d.tool} is version ${d.version}, and the server is ${d.server}.`,
    why: () => 'An older program cannot read a newer server; nothing was changed.',
    next: (d) => install(d.server),
  },
  'backup-failed': {
    exit: 5,
    what: (d) => `The backup of ${d.url} failed; nothing was changed.`,
    why: (d) => d.reason,
    next: () => 'Mend that and run the same command again; without --backup it goes on without one.',
  },
  'consent-needed': {
    exit: 7,
    what: (d) =>
      `The ${d.command} of ${d.environment} would lose data; ${d.isRefused ? 'it was not confirmed' : 'nobody confirmed it'}, and nothing was changed.`,
    why: (d) =>
      d.losses
        .map((one) => `${one.revision}: ${one.operation}${one.held === '' ? '' : ` (${one.held})`}`)
        .join('\n'),
    next: (d) =>
      `Look at it (plumbline plan${d.command === 'downgrade' ? ' --down' : ''}), take a backup (--backup), and then say so: plumbline ${d.command} --env ${d.environment} --yes`,
  },
};
