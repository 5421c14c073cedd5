/** Milliseconds in which what is told is gathered into one write. */
const GATHERING = 20;

/**
 * Lines for who reads them later: a pipe, a file. The first is written at once; of what follows quickly much is written
 * together, as every write of a thousand wakes the reader.
 */
export class PlainLines {
  readonly #write: (text: string) => void;
  #text = '';
  #written = -Infinity;
  #timer: NodeJS.Timeout | undefined;

  constructor(write: (text: string) => void) {
    this.#write = write;
  }

  add(text: string): void {
    if (text === '') return;
    this.#text += text;
    if (performance.now() - this.#written >= GATHERING) this.flush();
    else this.#timer ??= setTimeout(() => this.flush(), GATHERING);
  }

  /** Writes what was gathered. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#text === '') return;
    this.#write(this.#text);
    this.#text = '';
    this.#written = performance.now();
  }
}
