/** `npm run package`: makes heapline.vsix and says how large it is. */
import { packageVsix } from './packageVsix.ts';

const FILE = 'heapline.vsix';

packageVsix(FILE).then(
  (vsixBytes) => console.log(`${FILE}: ${(vsixBytes / 1e6).toFixed(2)} MB`),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  },
);
