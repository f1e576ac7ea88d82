/** The scripts of a running target: their ids, names and source maps, which a snapshot alone does not tell. */
import type { TargetThread } from '../inspector/target.ts';
import { within } from '../inspector/waiting.ts';

export interface ScriptRecord {
  readonly scriptId: number;
  readonly url: string;
  readonly sourceMapUrl?: string;
}

const ANSWER_MS = 3000;
/** An inline map is in the file too, and would make the record as large as the program. */
const MAX_MAP_URL_LENGTH = 2048;

/**
 * Switches the debugger's domain on for the moment that it takes to list all scripts, and off again. Call it after the snapshot, not
 * before: it leaves no trace in the heap that is captured. Empty when the target does not answer in time.
 */
export async function collectScripts({ session }: TargetThread): Promise<ScriptRecord[]> {
  const scripts: ScriptRecord[] = [];
  const stop = session.on('Debugger.scriptParsed', ({ scriptId, url, sourceMapURL }: { scriptId: string; url: string; sourceMapURL?: string }) => {
    if (url) scripts.push({ scriptId: Number(scriptId), url, ...(sourceMapURL && sourceMapURL.length <= MAX_MAP_URL_LENGTH ? { sourceMapUrl: sourceMapURL } : {}) });
  });
  try {
    await within(session.send('Debugger.enable', {}), ANSWER_MS, () => new Error('no answer'));
    return scripts;
  } catch {
    return []; // the snapshot names its scripts by itself, mostly
  } finally {
    stop();
    await within(session.send('Debugger.disable'), ANSWER_MS, () => new Error('no answer')).catch(() => {}); // gone, or blocked: it ends with our connection
  }
}
