/** Entry of the tests inside the extension host: runs every *.test.js beside it and prints their counts as the last line. */
import Mocha from 'mocha';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** What VS Code calls; rejects when a test fails or when there is none. HEAPLINE_TEST_GREP picks tests by title. */
export async function run(): Promise<void> {
  process.setSourceMapsEnabled(true);
  const mocha = new Mocha({ ui: 'bdd', timeout: 60_000, color: false, grep: process.env.HEAPLINE_TEST_GREP });
  for (const name of readdirSync(__dirname)) if (name.endsWith('.test.js')) mocha.addFile(join(__dirname, name));
  const { passes, failures } = await new Promise<Mocha.Stats>((resolve) => {
    const runner = mocha.run(() => resolve(runner.stats!));
  });
  console.log(`${passes} passed, ${failures} failed`);
  if (failures > 0 || passes === 0) throw new Error(`${failures} of ${passes + failures} tests failed`);
}
