/** The panel's page for a webview: where the bundle is, and the texts in the editor's language. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

export function panelPage(extensionUri: vscode.Uri): (webview: vscode.Webview, title: string) => string {
  return (webview, title) => {
    const uri = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
    const nonce = randomBytes(16).toString('base64');
    return `<!doctype html><html lang="${vscode.env.language}"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'nonce-${nonce}'; style-src ${webview.cspSource}; font-src ${webview.cspSource}"><title>${title.replace(/[<&]/g, '')}</title></head><body><div id="root"></div><script nonce="${nonce}" src="${uri('webview.js')}"></script></body></html>`;
  };
}
