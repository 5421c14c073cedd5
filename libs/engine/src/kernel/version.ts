import { version } from '../../package.json';

/** The version of this package, as its package.json says. */
export const TOOL_VERSION: string = version;
