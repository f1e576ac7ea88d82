/** The version of a Node.js binary, read out of the binary itself: nothing is run. */
import { open, stat } from 'node:fs/promises';

/** Every binary with an inspector holds what /json/version answers, as one string. Checked on Node.js 18 to 26; Electron holds it too. */
const MARK = Buffer.from('node.js/v');
const VERSION = /^v\d+\.\d+\.\d+(?:-(?:nightly|rc|pre|test|v8-canary)[\w.]*)?/;
const VERSION_MAX_BYTES = 64;
const CHUNK_BYTES = 4 * 1024 * 1024;

/** What was read of binaries before, by identity of the file. Give the same one to every listing: reading a binary takes 0.05 s. */
export type NodeVersionMemory = Map<string, Promise<string | null>>;

/** `v22.1.0`, or null when the file is no Node.js or cannot be read. */
export async function versionOfBinary(path: string, memory: NodeVersionMemory): Promise<string | null> {
  const stats = await stat(path).catch(() => null);
  if (!stats?.isFile()) return null;
  const identity = `${stats.dev}:${stats.ino}:${stats.mtimeMs}:${stats.size}`;
  const known = memory.get(identity) ?? readVersion(path).catch(() => null);
  memory.set(identity, known);
  return known;
}

async function readVersion(path: string): Promise<string | null> {
  const file = await open(path, 'r');
  try {
    const overlapBytes = MARK.length + VERSION_MAX_BYTES;
    const buffer = Buffer.alloc(CHUNK_BYTES + overlapBytes);
    for (let position = 0; ; position += CHUNK_BYTES) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
      const version = versionIn(buffer.subarray(0, bytesRead));
      if (version !== null || bytesRead < buffer.length) return version;
    }
  } finally {
    await file.close();
  }
}

function versionIn(bytes: Buffer): string | null {
  for (let at = bytes.indexOf(MARK); at >= 0; at = bytes.indexOf(MARK, at + 1)) {
    const from = at + MARK.length - 1;
    const match = VERSION.exec(bytes.toString('latin1', from, from + VERSION_MAX_BYTES));
    if (match) return match[0];
  }
  return null;
}
