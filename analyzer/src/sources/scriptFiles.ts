/**
 * From a script's name in the target to a file here. Order: the very path when it is in a workspace folder; the path mappings, the
 * longest prefix first; the very path anywhere; and last a file of a workspace folder whose path ends alike, the longest end first.
 */
import { isAbsolute, join, normalize, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CodeOwner } from '../../protocol/kinds.ts';
import type { SourceSettings } from '../../protocol/requests.ts';
import type { SourceFiles } from './sourceFiles.ts';

/** The file to open for a script's URL or path, or null when there is none here. */
export function findScriptFile(url: string, files: SourceFiles, { workspaceFolders, pathMappings }: SourceSettings): string | null {
  const path = pathOfUrl(url);
  if (path === null) return null;
  if (workspaceFolders.some((folder) => isWithin(path, folder)) && files.exists(path)) return path;
  for (const [from, to] of Object.entries(pathMappings).sort(([a], [b]) => b.length - a.length)) {
    if (!isWithin(path, from) && path !== from) continue;
    const mapped = join(to, path.slice(from.length));
    if (files.exists(mapped)) return mapped;
  }
  if (isAbsolute(path) && files.exists(path)) return normalize(path);
  return findByEnd(path, files, workspaceFolders);
}

/** The path that a URL names; null for what is no file (`node:fs`, `evalmachine.<anonymous>`). */
function pathOfUrl(url: string): string | null {
  if (url.startsWith('file:')) {
    try {
      return fileURLToPath(url);
    } catch {
      return decodeURIComponent(url.replace(/^file:\/\/[^/]*/, '')); // a file URL of another platform
    }
  }
  const bundled = /^webpack(?:-internal)?:\/\/[^/]*\/(?:\.\/)?(.*)$/.exec(url);
  if (bundled) return bundled[1]!.replace(/\?[0-9a-z]*$/, '');
  if (/^[a-z][a-z0-9+.-]+:/i.test(url) && !/^[a-z]:[\\/]/i.test(url)) return null;
  return /[\\/.]/.test(url) && !url.startsWith('evalmachine') ? url : null;
}

function isWithin(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith('/') || folder.endsWith(sep) ? folder : folder + (folder.includes('\\') ? '\\' : '/'));
}

function findByEnd(path: string, files: SourceFiles, workspaceFolders: readonly string[]): string | null {
  const segments = path.split(/[\\/]/).filter((segment) => segment !== '' && segment !== '.' && segment !== '..');
  for (let first = 0; first < segments.length; first++) {
    for (const folder of workspaceFolders) {
      const candidate = join(folder, ...segments.slice(first));
      if (files.exists(candidate)) return candidate;
    }
  }
  return null;
}

/** Whose code a script is. */
export function ownerOfUrl(url: string): CodeOwner {
  if (url.startsWith('node:') || url.startsWith('internal/')) return 'node';
  if (url === '') return 'v8';
  return /[\\/]node_modules[\\/]/.test(url) ? 'dependency' : 'user';
}
