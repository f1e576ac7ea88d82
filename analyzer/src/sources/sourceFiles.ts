/** The only window of sources/ onto files: handed in by the session, so that everything here stays free of I/O. */

export interface SourceFiles {
  /** The file's text, or null when it can't be read. Cached by the implementer. */
  read(path: string): string | null;
  /** Whether there is such a file. */
  exists(path: string): boolean;
}
