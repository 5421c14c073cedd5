/**
 * The text of a value that Nx parsed. Nx gives generators no words as typed, and makes a number of the message `2024`
 * and of the id `1e1012345678`; the word that the number was made of is in the arguments of the process.
 */
export function asTyped(value: unknown): string {
  if (typeof value !== 'number') return String(value);
  const words = process.argv.map((word) => (word.startsWith('-') ? word.slice(word.indexOf('=') + 1) : word));
  return words.find((word) => word !== '' && Number(word) === value) ?? String(value);
}
