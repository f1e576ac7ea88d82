/** The webview's entry: connects the bridge to VS Code and draws the panel. */
import '@vscode/codicons/dist/codicon.css';
import './styles/base.css';
import './styles/toolbar.css';
import './styles/tree.css';
import './styles/detail.css';
import './styles/statistics.css';
import './styles/highContrast.css';
import { render } from 'preact';
import { createBridge } from './bridge.ts';
import { App } from './pages/App.tsx';

const api = acquireVsCodeApi();
const bridge = createBridge({
  post: (message) => api.postMessage(message),
  listen: (listener) => window.addEventListener('message', (event) => listener(event.data)),
});
// VS Code's own menu would offer cut and paste for what is not text to edit.
document.body.dataset.vscodeContext = JSON.stringify({ preventDefaultContextMenuItems: true });
render(<App bridge={bridge} api={api} />, document.getElementById('root')!);
