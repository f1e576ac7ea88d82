/** Bytes as a stream would bring them. */

/** Pieces of `chunkBytes`, the last one shorter. Each is a view that is overwritten when the next is asked for: no reader may keep one. */
export function* inChunks(bytes: Uint8Array, chunkBytes: number): Generator<Uint8Array> {
  const chunk = new Uint8Array(Math.min(chunkBytes, bytes.length));
  for (let from = 0; from < bytes.length; from += chunkBytes) {
    const piece = bytes.subarray(from, from + chunkBytes);
    chunk.fill(0xff);
    chunk.set(piece);
    yield chunk.subarray(0, piece.length);
  }
}
