/** The formats, in the order in which they are asked. A new format is one folder and one line here. */
import { heapSnapshotImporter } from './heapSnapshot/heapSnapshotImporter.ts';
import type { Importer } from './importer.ts';

export const IMPORTERS: readonly Importer[] = [heapSnapshotImporter];

/** The first importer that recognises the input, or undefined. `head`: its first bytes, at most 4096. */
export function importerFor(head: Uint8Array, fileName: string): Importer | undefined {
  return IMPORTERS.find((importer) => importer.sniff(head, fileName));
}
