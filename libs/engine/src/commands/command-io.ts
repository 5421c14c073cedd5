import type { Variables } from '../config/environment';

/** Where a command runs and where it writes: the only things of the process that it sees. */
export interface CommandIo {
  /** The folder that relative paths and the search for the configuration begin at. */
  readonly cwd: string;
  readonly variables: Variables;
  /** Writes to standard output; the text brings its own line ends. */
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Whether the output is a terminal that shows colour. */
  readonly colour: boolean;
  /** The height of the terminal that standard output is; absent where it is none, so that nothing is paged. */
  readonly terminalRows?: number;
  /** The width of the terminal that standard output is; absent where it is none, so that nothing changes in its place. */
  readonly terminalColumns?: number;
  /** Whether somebody can be asked. */
  readonly interactive: boolean;
  /** Asks a question that is answered by yes or no; only where `interactive`. */
  readonly confirm?: (question: string) => Promise<boolean>;
  /** Aborted by SIGINT or SIGTERM, whose name is the reason. */
  readonly signal?: AbortSignal;
  /**
   * Where revision files are written, in place of the file system (Nx's Tree, for `--dry-run`).
   * Gets an absolute path and the whole text; and, for a new file, what is to be called once it is on the disk, which
   * runs the commands that the configuration has for that and throws `post-write-failed`.
   */
  readonly writeFile?: (file: string, text: string, afterwards?: () => Promise<void>) => void;
  /**
   * The text of the configuration file that the options name, which the caller has yet to write: it is read in place of the
   * file, and versions folders that are not there count as empty.
   */
  readonly configText?: string;
}

/** The values of a command's options, by their names in camel case. */
export type CommandOptions = Readonly<Record<string, string | readonly string[] | boolean | undefined>>;
