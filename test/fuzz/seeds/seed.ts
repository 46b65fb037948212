/** What a run starts from. */
export interface Seed {
  name: string;
  bytes: Buffer;
}

/** Makes seeds that are put together once a process. */
export function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
