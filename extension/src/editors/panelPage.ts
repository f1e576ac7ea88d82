/** The panel's page for a webview: where the bundle is, and the texts in the editor's language. */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { panelHtml } from './panelHtml.ts';

/** A function from a webview and its title to the whole document, with a policy of its own each time. */
export function panelPage(extensionUri: vscode.Uri): (webview: vscode.Webview, title: string) => string {
  const texts = panelTexts(extensionUri, vscode.env.language);
  return (webview, title) => {
    const uri = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
    return panelHtml({
      title,
      language: vscode.env.language,
      scriptUri: uri('webview.js'),
      styleUri: uri('webview.css'),
      cspSource: webview.cspSource,
      nonce: randomBytes(16).toString('base64'),
      texts,
    });
  };
}

/** `l10n/panel.de.json` and its like, key → text; none for English, or for a language that nobody has translated to. */
function panelTexts(extensionUri: vscode.Uri, language: string): Record<string, string> {
  try {
    return JSON.parse(readFileSync(vscode.Uri.joinPath(extensionUri, 'l10n', `panel.${language}.json`).fsPath, 'utf8')) as Record<string, string>;
  } catch {
    return {}; // the panel has its English texts itself
  }
}
