/**
 * The line in the user's files for nodes and edges of one heap: script positions → files → source maps, and for captured variables
 * and properties the declaration or assignment, found by parsing the script that V8 ran.
 */
import { basename } from 'node:path';
import type { CodeOwner } from '../../protocol/kinds.ts';
import type { SourceSettings } from '../../protocol/requests.ts';
import type { SourceLocation } from '../../protocol/rows.ts';
import type { EdgeOrdinal, NodeOrdinal } from '../../protocol/units.ts';
import type { PartialAnalysis } from '../analysis/heapAnalysis.ts';
import { edgeKind } from '../model/heapGraph.ts';
import { EDGE_KIND, NODE_KIND } from '../model/kindCodes.ts';
import { closureOfContext, isContext } from './contexts.ts';
import { findScriptFile, ownerOfUrl } from './scriptFiles.ts';
import { indexScript, type Declaration, type ScriptIndex } from './scriptIndex.ts';
import { findScripts, scriptPositionOf } from './scriptTable.ts';
import { openSourceMap, type GeneratedFile } from './sourceMaps.ts';
import type { SourceFiles } from './sourceFiles.ts';

/** What a running target told of a script. */
export interface LiveScript {
  readonly url: string;
  readonly sourceMapUrl?: string;
}

/** A captured variable. */
export interface Variable {
  readonly location: SourceLocation;
  readonly declaration: Declaration;
  readonly scriptLabel: string;
}

export interface SourceResolver {
  /** A closure's function, an object's class. */
  locateNode(node: NodeOrdinal): SourceLocation | null;
  /** Where the reference is made: the variable's declaration, the property's assignment. */
  locateEdge(edge: EdgeOrdinal, source: NodeOrdinal): SourceLocation | null;
  /** The variable behind an edge of a context, when its script can be read. */
  variableOf(edge: EdgeOrdinal, context: NodeOrdinal): Variable | null;
  /** Line and column from 0. */
  locateScript(scriptId: number, line: number, column: number): SourceLocation | null;
  ownerOf(node: NodeOrdinal): CodeOwner;
}

/** A script that V8 ran, as far as it can be read here. */
export interface Script {
  readonly url: string;
  readonly file: string | null;
  readonly map: GeneratedFile | null;
  readonly index: () => ScriptIndex | null;
}

/** Scripts of one heap by their ids, as far as they were asked for: they outlive what was known of the heap when they were read. */
export type OpenedScripts = Map<number, Script | null>;

/** Refers to nothing of a heap. */
function openScript(url: string, live: LiveScript | undefined, files: SourceFiles, settings: SourceSettings): Script {
  const file = findScriptFile(url, files, settings);
  const text = file === null ? null : files.read(file);
  let index: ScriptIndex | null | undefined;
  return {
    url,
    file,
    map: file !== null && text !== null ? openSourceMap(file, text, files, live?.sourceMapUrl || undefined) : null,
    index: () => (index ??= text === null ? null : indexScript(text)),
  };
}

export interface SourceResolverOptions {
  readonly liveScripts?: ReadonlyMap<number, LiveScript>;
  /** Where scripts are kept; by default as long as the resolver. */
  readonly scripts?: OpenedScripts;
}

/** Everything is found when first asked for and kept: files are read, parsed and mapped once. */
export function createSourceResolver(analysis: PartialAnalysis, files: SourceFiles, settings: SourceSettings, { liveScripts = new Map(), scripts = new Map() }: SourceResolverOptions = {}): SourceResolver {
  const { graph } = analysis;
  const known = { table: null as ReadonlyMap<number, string> | null };

  const scriptOf = (scriptId: number): Script | null => {
    if (!scripts.has(scriptId)) {
      known.table ??= findScripts(graph);
      const live = liveScripts.get(scriptId);
      const url = live?.url || known.table.get(scriptId);
      scripts.set(scriptId, url ? openScript(url, live, files, settings) : null);
    }
    return scripts.get(scriptId)!;
  };

  const locate = (script: Script, line: number, column: number): SourceLocation => {
    const owner = ownerOfUrl(script.url);
    const original = script.map?.originalOf(line, column);
    const originalFile = original && findScriptFile(original.source, files, settings);
    const place = original && originalFile ? { file: originalFile, line: original.line, column: original.column, mapped: true } : { file: script.file, line, column, mapped: false };
    const label = `${place.file === null ? script.url : basename(place.file)}:${place.line + 1}`;
    return { url: script.url, file: place.file, line: place.line + 1, column: place.column + 1, mapped: place.mapped, label, owner: originalFile ? ownerOfUrl(originalFile) : owner };
  };
  const locateScript = (scriptId: number, line: number, column: number): SourceLocation | null => {
    const script = scriptOf(scriptId);
    return script && locate(script, Math.max(0, line), Math.max(0, column));
  };
  const locateNode = (node: NodeOrdinal): SourceLocation | null => {
    const position = scriptPositionOf(graph, node);
    return position && locateScript(position.scriptId, position.line, position.column);
  };

  const variableOf = (edge: EdgeOrdinal, context: NodeOrdinal): Variable | null => {
    const found = closureOfContext(analysis, context);
    const position = found && scriptPositionOf(graph, found.closure);
    const script = position && scriptOf(position.scriptId);
    const index = script?.index();
    if (!found || !position || !script || !index) return null;
    const offset = index.offsetOf(position.line, position.column);
    const nameOrSlot = graph.nameOrIndexByEdge.at(edge);
    // Variables of a function or module have names in the heap; those of a block only their order.
    const isNamed = edgeKind(graph, edge) === EDGE_KIND.context;
    const declaration = isNamed ? index.findDeclaration(graph.strings.text(nameOrSlot), offset) : index.capturedScopes(offset)[found.depth]?.[nameOrSlot];
    if (!declaration) return null;
    const place = index.placeOf(declaration.at);
    const location = locate(script, place.line, place.column);
    return { declaration, location, scriptLabel: basename(location.file ?? location.url) };
  };
  const assignmentOf = (edge: EdgeOrdinal, source: NodeOrdinal): SourceLocation | null => {
    const position = scriptPositionOf(graph, source);
    const script = position && scriptOf(position.scriptId);
    const index = script?.index();
    if (!position || !script || !index) return null;
    const assignment = index.findAssignment(graph.strings.text(graph.nameOrIndexByEdge.at(edge)), index.offsetOf(position.line, position.column));
    if (!assignment) return null;
    const place = index.placeOf(assignment.at);
    return locate(script, place.line, place.column);
  };

  return {
    locateNode,
    locateScript,
    variableOf,
    locateEdge(edge, source) {
      const kind = edgeKind(graph, edge);
      if (kind === EDGE_KIND.context || (kind === EDGE_KIND.hidden && isContext(graph, source))) return variableOf(edge, source)?.location ?? null;
      if (graph.kindByNode.at(source) === NODE_KIND.closure) return kind === EDGE_KIND.property || kind === EDGE_KIND.internal ? locateNode(source) : null;
      if (kind === EDGE_KIND.property) return assignmentOf(edge, source) ?? locateNode(source);
      return null;
    },
    ownerOf(node) {
      const position = scriptPositionOf(graph, node) ?? positionOfContext(analysis, node);
      const script = position && scriptOf(position.scriptId);
      return script ? ownerOfUrl(script.url) : 'v8';
    },
  };
}

function positionOfContext(analysis: PartialAnalysis, node: NodeOrdinal): ReturnType<typeof scriptPositionOf> {
  const found = closureOfContext(analysis, node);
  return found && scriptPositionOf(analysis.graph, found.closure);
}
