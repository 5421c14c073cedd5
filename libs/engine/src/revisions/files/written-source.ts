import { compileFunction } from 'node:vm';
import type { ModuleFunction } from './compile-source';

/** A revision file as `renderRevision` writes it, whatever the bodies of its functions are. */
const WRITTEN = new RegExp(
  [
    '^(/\\*\\*\n(?: \\*(?:[^\n*]|\\*(?!/))*\n)+ \\*/\n)',
    "import type \\{ Operations \\} from '@plumbline/engine/migration';(\n\n)",
    '((?:export const \\w+(?:: string\\[\\])? = [^\n]*\n)+\n)',
    'export function upgrade\\(op: Operations\\): void (\\{\n(?:[^]*?\n)?\\}\n\n)',
    'export function downgrade\\(op: Operations\\): void (\\{\n[^]*)$',
  ].join(''),
);
/** Words of modules, and the sign that could be a type argument: without it, what is TypeScript is no JavaScript. */
const NEEDS_COMPILER = /<|\b(?:import|export)\b/;

/**
 * Compiles a file that has no types but those that the tool writes, which most have: they are cut out where they are known to
 * stand. Neither a compiler nor its loading is needed, and the code is the one that it would have made.
 *
 * @returns `undefined` for every other file
 */
export function compileWritten(text: string, path: string): ModuleFunction | undefined {
  const match = WRITTEN.exec(text);
  if (match === null) return undefined;
  const [, comment = '', blank = '', constants = '', upgrade = '', downgrade = ''] = match;
  const plain = constants.replace(/^export const (\w+)(?:: string\[\])? = /gm, 'const $1 = exports.$1 = ');
  if ([plain, upgrade, downgrade].some((part) => NEEDS_COMPILER.test(part))) return undefined;
  const code = [
    '"use strict";',
    comment,
    blank,
    plain,
    'exports.upgrade = upgrade; function upgrade(op) ',
    upgrade,
    'exports.downgrade = downgrade; function downgrade(op) ',
    downgrade,
  ].join('');
  try {
    return compileFunction(code, ['exports', 'require', 'module', '__filename'], {
      filename: path,
    }) as ModuleFunction;
  } catch (cause) {
    // What was written into the functions has types, or is wrong: both are the compiler's to say.
    if ((cause as Error).name !== 'SyntaxError') throw cause;
    return undefined;
  }
}
