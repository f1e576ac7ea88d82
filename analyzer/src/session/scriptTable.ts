/** What the target told of its scripts while the capture was taken: kept beside the file, missing for files from elsewhere. */
import { readFileSync } from 'node:fs';
import type { LiveScript } from '../sources/sourceResolver.ts';

/** Ending of the file that a capture's facts are kept in. Written by the extension's capture/captureFiles.ts. */
const SIDECAR_SUFFIX = '.heapline.json';

/** Script id → name and source map; empty when nobody recorded them. */
export function readScriptTable(capturePath: string): ReadonlyMap<number, LiveScript> {
  try {
    const { scripts } = JSON.parse(readFileSync(capturePath + SIDECAR_SUFFIX, 'utf8')) as { scripts?: { scriptId: number; url: string; sourceMapUrl?: string }[] };
    return new Map((scripts ?? []).map(({ scriptId, url, sourceMapUrl }) => [Number(scriptId), { url, sourceMapUrl }]));
  } catch {
    return new Map(); // no such file, or not ours: the heap itself names most scripts
  }
}
