/** Whether names match a pattern, in which `*` stands for any text and everything else for itself. */
export function matcherOf(pattern: string): (name: string) => boolean {
  const expression = new RegExp(
    `^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`,
    's',
  );
  return (name) => expression.test(name);
}
