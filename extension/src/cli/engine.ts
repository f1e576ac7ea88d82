/** The session in the command line's own process: same handlers, same numbers as in the editor. */
import { totalmem } from 'node:os';
import { resolve } from 'node:path';
import type { HeapSummary } from '../../../analyzer/protocol/rows.ts';
import { NEVER_CANCELLED } from '../../../analyzer/src/base/cancel.ts';
import { crewBeside } from '../../../analyzer/src/session/crewBeside.ts';
import { createHeapSession } from '../../../analyzer/src/session/heapSession.ts';
import type { RequestContext, SessionHandlers } from '../../../analyzer/src/session/session.ts';
import type { ParsedCommandLine } from './commandLine.ts';
import { reportOnTerminal } from './terminalProgress.ts';

export interface Engine {
  readonly session: SessionHandlers;
  readonly context: RequestContext;
  /** Opens the file and waits for the whole analysis. */
  open(path: string): Promise<HeapSummary>;
}

/** A session that finds sources as the command line says. Cancelled by Ctrl-C, which ends the process. */
export function createEngine(line: ParsedCommandLine): Engine {
  const session = createHeapSession({ budgetBytes: 0.75 * totalmem(), crew: crewBeside(__dirname) });
  const context: RequestContext = { cancel: NEVER_CANCELLED, report: reportOnTerminal() };
  void session['settings/sources']({ workspaceFolders: line.sourceRoots, pathMappings: line.pathMappings }, context);
  return {
    session,
    context,
    async open(path) {
      const { handle } = await session['heap/open']({ path: resolve(path) }, context);
      return session['heap/wait']({ handle, stage: 'complete' }, context);
    },
  };
}
