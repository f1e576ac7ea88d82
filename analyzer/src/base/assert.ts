/** Checks of our own promises. A failure is a defect of Heapline, never of the input: it fails the request, not the process. */

/** Throws when `condition` is false. `message` says what was promised. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(`Broken promise: ${message}`);
}
