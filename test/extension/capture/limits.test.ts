/** Room for a capture: control groups of both versions, and the refusal that names the number. */
import assert from 'node:assert/strict';
import { judge } from '../../../extension/src/capture/estimateCapture.ts';
import { cgroupHeadroom } from '../../../extension/src/capture/memoryLimits.ts';

const MB = 1e6;
const reader = (files: Readonly<Record<string, string>>) => async (path: string) => files[path] ?? null;

describe('cgroupHeadroom', () => {
  const cases: [string, Record<string, string>, number | null][] = [
    ['version 2, a limit on the group; what the kernel would give back counts as free',
      { '/proc/7/cgroup': '0::/app\n', '/sys/fs/cgroup/app/memory.max': '1000\n', '/sys/fs/cgroup/app/memory.current': '700\n', '/sys/fs/cgroup/app/memory.stat': 'anon 1\ninactive_file 50\n' }, 350],
    ['version 2, the lower limit is the parent’s',
      { '/proc/7/cgroup': '0::/a/b\n', '/sys/fs/cgroup/a/b/memory.max': 'max\n', '/sys/fs/cgroup/a/b/memory.current': '10\n', '/sys/fs/cgroup/a/memory.max': '100\n', '/sys/fs/cgroup/a/memory.current': '40\n' }, 60],
    ['version 1',
      { '/proc/7/cgroup': '5:cpu:/x\n4:memory:/x\n0::/\n', '/sys/fs/cgroup/memory/x/memory.limit_in_bytes': '500\n', '/sys/fs/cgroup/memory/x/memory.usage_in_bytes': '450\n', '/sys/fs/cgroup/memory/x/memory.stat': 'total_inactive_file 25\n' }, 75],
    ['version 1, "no limit"',
      { '/proc/7/cgroup': '4:memory:/x\n', '/sys/fs/cgroup/memory/x/memory.limit_in_bytes': '9223372036854771712\n', '/sys/fs/cgroup/memory/x/memory.usage_in_bytes': '450\n' }, null],
    ['over the limit already', { '/proc/7/cgroup': '0::/\n', '/sys/fs/cgroup/memory.max': '10\n', '/sys/fs/cgroup/memory.current': '20\n' }, 0],
    ['no groups at all', {}, null],
  ];
  for (const [name, files, expected] of cases) it(name, async () => assert.equal(await cgroupHeadroom(7, reader(files)), expected));
});

describe('the refusal', () => {
  const cost = { heapUsedBytes: 100 * MB, fileBytes: 220 * MB, pauseMs: 7000, extraTargetBytes: 900 * MB, freeDiskBytes: 10_000 * MB, freeMemoryBytes: 8000 * MB, cgroupHeadroomBytes: null };
  const cases: [string, Partial<Record<keyof typeof cost, number | null>>, RegExp | null][] = [
    ['there is room', {}, null],
    ['nothing is known', { freeDiskBytes: null, freeMemoryBytes: null }, null],
    ['just enough', { freeDiskBytes: 220 * MB, freeMemoryBytes: 900 * MB, cgroupHeadroomBytes: 900 * MB }, null],
    ['the disk', { freeDiskBytes: 219 * MB }, /220 MB but the disk has 219 MB/],
    ['the cgroup', { cgroupHeadroomBytes: 512 * MB }, /900 MB more memory but its cgroup limit leaves 512 MB/],
    ['the machine', { freeMemoryBytes: 899 * MB }, /900 MB more memory but the machine has 899 MB/],
  ];
  for (const [name, change, expected] of cases) {
    it(name, () => {
      const { refusal } = judge({ ...cost, ...change } as typeof cost);
      if (expected === null) assert.equal(refusal, null);
      else assert.match(refusal ?? '', expected);
    });
  }
});
