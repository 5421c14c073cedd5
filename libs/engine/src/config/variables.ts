/** The environment variables of the process, as a value. */
export type Variables = Readonly<Record<string, string | undefined>>;
