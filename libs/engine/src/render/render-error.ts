import { isPlumblineError } from '../errors/plumbline-error';
import { detailOf } from '../errors/server-detail';
import { styleFor } from './style';

/**
 * An error for people: its code, what happened, why, and what to type next. An error that is not of the catalogue
 * is shown with its message, and with its stack where `verbose`. What the server said of rows shows with `showSql` alone.
 */
export function renderError(
  error: unknown,
  options: { readonly colour: boolean; readonly verbose: boolean; readonly showSql?: boolean },
): string {
  const style = styleFor(options.colour);
  if (!isPlumblineError(error)) {
    const text =
      error instanceof Error ? ((options.verbose ? error.stack : undefined) ?? error.message) : String(error);
    return `${style.red('error[internal]')}: ${text}\n`;
  }
  const lines = [
    `${style.red(`error[${error.code}]`)}: ${error.message}`,
    ...block('why', error.why),
    ...block('next', error.next),
    ...(options.showSql ? block('detail', detailOf(error) ?? '') : []),
  ];
  if (options.verbose && error.cause instanceof Error && error.cause.stack !== undefined) {
    lines.push(style.dim(error.cause.stack));
  }
  return `${lines.join('\n')}\n`;
}

function block(title: string, text: string): string[] {
  if (text === '') return [];
  const [first = '', ...rest] = text.split('\n');
  return [`  ${title}: ${first}`, ...rest.map((line) => `       ${line}`)];
}
