import { compileFunction } from 'node:vm';
import { transform } from 'sucrase';
import { PlumblineError } from '../../errors/plumbline-error';
import { messageOf, stackOf } from '../../kernel/caught';
import { lineOf, type TextPosition } from './text-position';

/** A module's code as a function of CommonJS' own variables. */
export type ModuleFunction = (
  exports: object,
  require: (specifier: string) => unknown,
  module: object,
  filename: string,
) => void;

/**
 * Compiles the text of a TypeScript or JavaScript module. Types are taken out and imports turned into `require`; lines stay
 * where they are, so that the line numbers of a stack are those of the file.
 *
 * @throws PlumblineError `invalid-revision-file` for a syntax error, with the offending line
 */
export function compileSource(text: string, path: string): ModuleFunction {
  const typescript = /\.[mc]?ts$/.test(path);
  let code: string;
  try {
    code = transform(text, {
      transforms: typescript ? ['typescript', 'imports'] : ['imports'],
      disableESTransforms: true,
      filePath: path,
    }).code;
  } catch (cause) {
    throw syntaxError({ text, path, cause }, sucrasePosition(cause));
  }
  try {
    return compileFunction(code, ['exports', 'require', 'module', '__filename'], {
      filename: path,
    }) as ModuleFunction;
  } catch (cause) {
    throw syntaxError({ text, path, cause }, enginePosition(cause, path));
  }
}

interface Failure {
  readonly text: string;
  readonly path: string;
  readonly cause: unknown;
}

function syntaxError({ text, path, cause }: Failure, position: TextPosition | undefined): PlumblineError {
  const what = messageOf(cause)
    .replace(/^Error transforming .*?: /, '')
    .replace(/ \(\d+:\d+\)$/, '');
  const line = position === undefined ? '' : lineOf(text, position.line);
  return new PlumblineError(
    'invalid-revision-file',
    {
      file: path,
      ...(position ?? {}),
      reason: line.trim() === '' ? `${what}.` : `${what}: ${line.trim()}`,
    },
    { cause },
  );
}

/** The parser ends its message with the place: `Unexpected token (5:3)`. */
function sucrasePosition(cause: unknown): TextPosition | undefined {
  const match = /\((\d+):(\d+)\)$/.exec(messageOf(cause));
  return match === null ? undefined : { line: Number(match[1]), column: Number(match[2]) };
}

/** The JavaScript engine puts the place on top of the stack: `file:5`, the line, and a caret below it. */
function enginePosition(cause: unknown, path: string): TextPosition | undefined {
  const stack = stackOf(cause);
  if (!stack.startsWith(`${path}:`)) return undefined;
  const [place = '', , caret = ''] = stack.split('\n');
  const line = Number.parseInt(place.slice(path.length + 1), 10);
  return Number.isNaN(line) ? undefined : { line, column: Math.max(caret.indexOf('^'), 0) + 1 };
}
