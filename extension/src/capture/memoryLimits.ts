/** How much memory a process may still take: the machine's, and its control group's (a container's limit). */
import { readFile } from 'node:fs/promises';
import { freemem } from 'node:os';
import { join } from 'node:path';

/** Available memory of this machine in bytes: on Linux with what the kernel would give back from caches. */
export async function availableMemory(): Promise<number> {
  const text = await readFile('/proc/meminfo', 'utf8').catch(() => '');
  const match = /^MemAvailable:\s+(\d+) kB$/m.exec(text);
  return match ? Number(match[1]) * 1024 : freemem();
}

/** Files of a control group by version. */
const V2 = { limit: 'memory.max', usage: 'memory.current', reclaimable: /^inactive_file (\d+)$/m };
const V1 = { limit: 'memory.limit_in_bytes', usage: 'memory.usage_in_bytes', reclaimable: /^total_inactive_file (\d+)$/m };
/** "No limit" of version 1 is the largest multiple of a page. */
const UNLIMITED = 2 ** 60;

/** Bytes left below the lowest limit on the way up from the process's group, or null without one. `read` is for tests. */
export async function cgroupHeadroom(pid: number, read = readText): Promise<number | null> {
  const text = await read(`/proc/${pid}/cgroup`);
  if (text === null) return null;
  const v2 = /^0::(\/.*)$/m.exec(text)?.[1];
  const v1 = /^\d+:[^:\n]*\bmemory\b[^:\n]*:(\/.*)$/m.exec(text)?.[1];
  const places = v1 === undefined ? groupsUpwards('/sys/fs/cgroup', v2).map((path) => ({ path, files: V2 })) : groupsUpwards('/sys/fs/cgroup/memory', v1).map((path) => ({ path, files: V1 }));
  const rooms = await Promise.all(places.map(({ path, files }) => roomOf(path, files, read)));
  return rooms.reduce((least, room) => (room !== null && (least === null || room < least) ? room : least), null);
}

function groupsUpwards(mount: string, group: string | undefined): string[] {
  const segments = (group ?? '/').split('/').filter(Boolean);
  return Array.from({ length: segments.length + 1 }, (_, up) => join(mount, ...segments.slice(0, segments.length - up)));
}

async function roomOf(path: string, files: typeof V2, read: typeof readText): Promise<number | null> {
  const [limit, usage, stat] = await Promise.all([read(join(path, files.limit)), read(join(path, files.usage)), read(join(path, 'memory.stat'))]);
  const limitBytes = Number(limit?.trim());
  if (limit === null || usage === null || !Number.isFinite(limitBytes) || limitBytes >= UNLIMITED) return null;
  const reclaimable = Number(files.reclaimable.exec(stat ?? '')?.[1] ?? 0);
  return Math.max(0, limitBytes - Number(usage.trim()) + reclaimable);
}

async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}
