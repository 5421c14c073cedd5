/** Why something is stopped, where it is not a person who stops it: an error that was thrown and nobody caught. */
export class Uncaught {
  constructor(readonly error: unknown) {}
}
