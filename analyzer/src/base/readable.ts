/** Errors of the file system in the user's words. */
import { HeaplineError } from '../../protocol/errors.ts';

/** What `read` gives. Errors: fileNotReadable in place of the system's own, naming `path`. */
export function readable<Result>(path: string, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    if (error instanceof HeaplineError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? String(error)})`;
    throw new HeaplineError('fileNotReadable', `${path} ${why}`, { cause: error });
  }
}
