/** From a generated position to the original one, by the source map that the generated file names. */
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { AnyMap, LEAST_UPPER_BOUND, originalPositionFor, type TraceMap } from '@jridgewell/trace-mapping';
import type { SourceFiles } from './sourceFiles.ts';

/** A source map with the file that it was found for. */
export interface OriginalPosition {
  /** Path, file: URL or bundler's name of the original source. */
  readonly source: string;
  /** From 0. */
  readonly line: number;
  readonly column: number;
}

export interface GeneratedFile {
  /** Null when the map has nothing for the position (from 0). */
  originalOf(line: number, column: number): OriginalPosition | null;
}

/** The map of a generated file: inline, or the file that its last sourceMappingURL comment names. Null when there is none or it can't be read. */
export function openSourceMap(file: string, text: string, files: SourceFiles, sourceMapUrl?: string): GeneratedFile | null {
  const url = sourceMapUrl ?? lastMapUrl(text);
  if (!url) return null;
  const mapFile = url.startsWith('data:') ? file : resolveBeside(file, url);
  const json = url.startsWith('data:') ? decodeDataUrl(url) : mapFile && files.read(mapFile);
  if (!json || !mapFile) return null;
  const map = parseMap(json, mapFile);
  return map && { originalOf: (line, column) => lookUp(map, line, column) };
}

function lookUp(map: TraceMap, line: number, column: number): OriginalPosition | null {
  const needle = { line: line + 1, column };
  let found = originalPositionFor(map, needle);
  // V8 points at a function's parameters, a map may begin after them on the same line.
  if (found.source === null) found = originalPositionFor(map, { ...needle, bias: LEAST_UPPER_BOUND });
  if (found.source === null) return null;
  return { source: found.source, line: found.line - 1, column: found.column };
}

function parseMap(json: string, mapFile: string): TraceMap | null {
  try {
    return new AnyMap(json.replace(/^\)\]\}'[^\n]*\n/, ''), pathToFileURL(mapFile).href);
  } catch {
    return null; // a broken map is as good as none: the generated line is still right
  }
}

function lastMapUrl(text: string): string | undefined {
  const at = Math.max(text.lastIndexOf('//# sourceMappingURL='), text.lastIndexOf('//@ sourceMappingURL='));
  return at < 0 ? undefined : /^\S+/.exec(text.slice(at + '//# sourceMappingURL='.length))?.[0];
}

function decodeDataUrl(url: string): string | null {
  const match = /^data:[^,]*?(;base64)?,(.*)$/s.exec(url);
  if (!match) return null;
  try {
    return match[1] ? Buffer.from(match[2]!, 'base64').toString('utf8') : decodeURIComponent(match[2]!);
  } catch {
    return null; // not percent-encoded text
  }
}

function resolveBeside(file: string, url: string): string | null {
  if (url.startsWith('file:')) return fileURLToPath(url);
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(url)) return null; // nothing is fetched from elsewhere
  const path = decodeURI(url);
  return isAbsolute(path) ? path : join(dirname(file), path);
}
