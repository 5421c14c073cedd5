import { advance, progressLine, type Progress } from '../render/render-progress';
import type { RunEvent } from '../report/run-event';

/** Milliseconds between two drawings while nothing is told. */
const REDRAW = 200;
/** To the beginning of the line, and empty it (ECMA-48, EL). */
const CLEAR = '\r\u001b[2K';

/** A line at the bottom of a terminal that says what a run is at; whatever is printed comes above it. */
export class LiveLine {
  #progress: Progress = { since: Date.now() };
  readonly #write: (text: string) => void;
  readonly #width: number;
  readonly #timer: NodeJS.Timeout;

  constructor(write: (text: string) => void, width: number) {
    this.#write = write;
    this.#width = width;
    this.#timer = setInterval(() => {
      if (progressLine(this.#progress, Date.now(), this.#width) !== '') this.#draw('');
    }, REDRAW);
    // A run that is over does not wait for its line.
    this.#timer.unref();
  }

  /** @param text what is to stay on the terminal, with its line end */
  tell(event: RunEvent, text: string): void {
    this.#progress = advance(this.#progress, event, Date.now());
    this.#draw(text);
  }

  /** Takes the line away until the next event, as somebody is asked something. */
  pause(): void {
    this.#progress = { since: Date.now() };
    this.#write(CLEAR);
  }

  /** Takes the line away. */
  close(): void {
    clearInterval(this.#timer);
    this.#write(CLEAR);
  }

  #draw(text: string): void {
    this.#write(CLEAR + text + progressLine(this.#progress, Date.now(), this.#width));
  }
}
