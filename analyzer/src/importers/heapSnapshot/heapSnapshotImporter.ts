/** Heap snapshots and allocation timelines as V8 writes them: Node.js 16 to 26, Chrome, heapdump. One JSON object of known sections. */
import type { Importer } from '../importer.ts';
import { snapshotParts } from './snapshotParts.ts';
import { createSnapshotReader } from './snapshotReader.ts';

/** How every such file begins, white space aside: V8 writes the header first, and no other JSON begins like it. */
const OPENING = '{"snapshot":{';

export const heapSnapshotImporter: Importer = {
  id: 'heapSnapshot',
  label: 'V8 heap snapshot',
  sniff(head) {
    const text = Buffer.from(head).toString('latin1').replace(/^\xef\xbb\xbf/, '').slice(0, 256).replace(/\s/g, '');
    if (text.length === 0) return false;
    // A file that ends within its first bytes is still one of ours: the reader says that it is truncated.
    return text.startsWith(OPENING) || (head.length < 256 && OPENING.startsWith(text));
  },
  createReader: createSnapshotReader,
  parts: snapshotParts,
};
