/**
 * The page that a panel's webview loads: nothing runs but our own script, nothing comes from outside, no inline style.
 * Pure text; the host gives the addresses. Source of the policy: VS Code, Webview API guide, "Content security policy".
 */

export interface PanelHtmlParts {
  readonly title: string;
  /** BCP 47, as `vscode.env.language`. */
  readonly language: string;
  /** Of dist/webview.js and dist/webview.css, as `webview.asWebviewUri` gives them. */
  readonly scriptUri: string;
  readonly styleUri: string;
  /** `webview.cspSource`: where the style sheet and the icon font come from. */
  readonly cspSource: string;
  /** Fresh for each page, at least 128 random bits, base64. */
  readonly nonce: string;
  /** Translations of webview-ui/src/strings.ts by key. */
  readonly texts?: Readonly<Record<string, string>>;
}

/** The whole document. All parts are escaped, so that a title or a translation cannot become markup. */
export function panelHtml({ title, language, scriptUri, styleUri, cspSource, nonce, texts = {} }: PanelHtmlParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${cspSource}`,
    `font-src ${cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${attribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${attribute(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${attribute(title)}</title>
<link rel="stylesheet" href="${attribute(styleUri)}">
</head>
<body>
<div id="root"></div>
<script type="application/json" id="heapline-texts" nonce="${attribute(nonce)}">${JSON.stringify(texts).replace(/</g, '\\u003c')}</script>
<script nonce="${attribute(nonce)}" src="${attribute(scriptUri)}"></script>
</body>
</html>
`;
}

function attribute(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/"/g, '&quot;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
}
