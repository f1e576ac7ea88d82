/** From one file that the user pointed at to the mapping that finds all its neighbours. Pure. */

export interface PathMapping {
  /** As the target knows it. */
  readonly prefix: string;
  /** As this machine has it. */
  readonly folder: string;
}

/**
 * The shortest prefix of `url` that differs from the chosen file: `/app/src/db.js` and `/home/me/shop/src/db.js` give
 * `/app` → `/home/me/shop`. Null when not even the file names agree.
 */
export function mappingBetween(url: string, chosenFile: string): PathMapping | null {
  const theirs = splitPath(pathOfUrl(url));
  const ours = splitPath(chosenFile);
  let shared = 0;
  while (shared < theirs.length && shared < ours.length && theirs[theirs.length - 1 - shared] === ours[ours.length - 1 - shared]) shared++;
  // Never the whole path: a prefix of nothing would catch every script.
  shared = Math.min(shared, theirs.length - 1, ours.length - 1);
  if (shared < 1) return null;
  return { prefix: theirs.slice(0, -shared).join('/') || '/', folder: ours.slice(0, -shared).join('/') || '/' };
}

/** The path in a file: URL; anything else as it is. */
export function pathOfUrl(url: string): string {
  if (!url.startsWith('file:')) return url;
  try {
    const path = decodeURIComponent(new URL(url).pathname);
    return /^\/[a-z]:\//i.test(path) ? path.slice(1) : path;
  } catch {
    return url; // not a URL after all; its text is all there is
  }
}

/** `/app/src/db.js` → ['', 'app', 'src', 'db.js']. */
function splitPath(path: string): string[] {
  return path.replaceAll('\\', '/').split('/');
}
