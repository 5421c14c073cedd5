import { isPlumblineError } from '../errors/plumbline-error';
import { detailOf } from '../errors/server-detail';
import { messageOf, stackOf } from '../kernel/caught';
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
    const text = (options.verbose ? stackOf(error) : '') || messageOf(error);
    return `${style.red('error[internal]')}: ${text}\n`;
  }
  const lines = [
    `${style.red(`error[${error.code}]`)}: ${error.message}`,
    ...block('why', error.why),
    ...block('next', error.next),
    ...(options.showSql ? block('detail', detailOf(error) ?? '') : []),
  ];
  const stack = options.verbose ? stackOf(error.cause) : '';
  if (stack !== '') lines.push(style.dim(stack));
  return `${lines.join('\n')}\n`;
}

function block(title: string, text: string): string[] {
  if (text === '') return [];
  const [first = '', ...rest] = text.split('\n');
  return [`  ${title}: ${first}`, ...rest.map((line) => `       ${line}`)];
}
