/**
 * Entry of the analyzer process. Speaks JSON-RPC over whatever its arguments name (--node-ipc, --stdio, --pipe=…), started
 * by vscode-languageclient. `--memory-budget-mb=N`: open captures may take N MB together (default: half of the machine).
 * `--no-index`: keep no index beside a capture.
 */
import { join } from 'node:path';
import { totalmem } from 'node:os';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import { serveConnection } from './server/connection.ts';
import { crewBeside } from './session/crewBeside.ts';
import { createSessionClient } from './server/sessionClient.ts';

const MEGABYTE = 1024 * 1024;

const budgetMB = Number(process.argv.find((argument) => argument.startsWith('--memory-budget-mb='))?.split('=')[1]);
const connection = createConnection(ProposedFeatures.all);
const session = createSessionClient(join(__dirname, 'analyzerWorker.js'), {
  budgetBytes: budgetMB > 0 ? budgetMB * MEGABYTE : totalmem() / 2,
  crew: crewBeside(__dirname),
  keepIndex: !process.argv.includes('--no-index'),
});
serveConnection(connection, session);
connection.listen();
