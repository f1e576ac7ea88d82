/** package.json and the code say the same: commands, menus, views, settings, texts, pictures. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '../../..');
const text = readFileSync(join(root, 'package.json'), 'utf8');
const manifest = JSON.parse(text);
const { contributes } = manifest;
const nls: Record<string, string> = JSON.parse(readFileSync(join(root, 'package.nls.json'), 'utf8'));
const commandNames = contributes.commands.map(({ command }: { command: string }) => command.replace('heapline.', '')).sort();
const sourceOf = (file: string): string => readFileSync(join(root, 'extension/src', file), 'utf8');

describe('the manifest and the commands', () => {
  it('has a file for every command, and a command for every file', () => {
    const files = readdirSync(join(root, 'extension/src/commands')).map((name) => name.replace('.ts', '')).filter((name) => name !== 'index').sort();
    assert.deepEqual(files, commandNames);
  });
  it('has every command in the index', () => {
    const listed = [.../export const COMMANDS = \{([^}]*)\}/.exec(sourceOf('commands/index.ts'))![1]!.matchAll(/\w+/g)].map(([name]) => name).sort();
    assert.deepEqual(listed, commandNames);
  });
  it('gives every command a title, the category, and an icon where a menu draws one', () => {
    const drawn = new Set(Object.values<{ command: string; group?: string }[]>(contributes.menus).flat().filter(({ group }) => /^(inline|navigation)@\d$/.test(group ?? '')).map(({ command }) => command));
    for (const { command, title, category, icon } of contributes.commands) {
      assert.ok(title && category === 'Heapline', command);
      assert.ok(icon || !drawn.has(command), `${command} needs an icon`);
    }
  });
  it('shows only commands that exist in menus, key bindings, welcome texts and the walkthrough', () => {
    const known = new Set([...commandNames.map((name: string) => `heapline.${name}`), ...contributes.views.heapline.map(({ id }: { id: string }) => `${id}.focus`)]);
    const used = [...Object.values<{ command: string }[]>(contributes.menus).flat(), ...contributes.keybindings].map(({ command }) => command);
    const linked = Object.values(nls).flatMap((value) => [...value.matchAll(/\(command:([\w.]+)\)/g)].map(([, command]) => command));
    const awaited = [...text.matchAll(/onCommand:([\w.]+)/g)].map(([, command]) => command);
    assert.deepEqual([...used, ...linked, ...awaited].filter((command) => !known.has(command)), []);
    assert.ok(linked.length > 5);
  });
  it('keeps commands that need a row out of the Command Palette', () => {
    const hidden = new Set(contributes.menus.commandPalette.map(({ command }: { command: string }) => command));
    for (const name of ['compareWithSelected', 'selectForCompare', 'openSource', 'showInPanel', 'ignoreSuspect', 'showMoreInstances']) assert.ok(hidden.has(`heapline.${name}`), name);
  });
});

describe('the manifest and the views', () => {
  it('has the views that the code makes', () => {
    const made = ['targetsView', 'capturesView', 'suspectsView'].map((name) => /_VIEW = '([\w.]+)'/.exec(sourceOf(`views/${name}.ts`))![1]);
    assert.deepEqual(contributes.views.heapline.map(({ id }: { id: string }) => id), made);
  });
  it('has the editor that the code opens', () => {
    assert.match(sourceOf('editors/captureUri.ts'), new RegExp(`'${contributes.customEditors[0].viewType}'`));
    assert.equal(contributes.customEditors[0].priority, 'option');
  });
});

describe('the manifest and the settings', () => {
  const declared = contributes.configuration.flatMap(({ properties }: { properties: object }) => Object.keys(properties)) as string[];
  it('declares what is read, and reads what is declared', () => {
    const read = [...sourceOf('config.ts').matchAll(/\bread(?:<[^(]*>)?\('([\w.]+)'/g)].map(([, key]) => `heapline.${key}`);
    assert.deepEqual([...new Set(read)].sort(), [...declared].sort());
  });
  it('restricts what could run a program or read elsewhere', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    assert.ok(restrictedConfigurations.includes('heapline.analyzer.nodePath'));
    assert.deepEqual(restrictedConfigurations.filter((key: string) => !declared.includes(key)), []);
  });
});

describe('the manifest and its texts and pictures', () => {
  it('has every text in package.nls.json, and uses all of them', () => {
    const used = new Set([...text.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key!));
    assert.deepEqual([...used].sort(), Object.keys(nls).sort());
  });
  it('has its pictures', () => {
    for (const [, path] of text.matchAll(/"(media\/[\w./]+)"/g)) assert.ok(existsSync(join(root, path!)), path);
  });
  it('colors the pictures of the walkthrough by the theme', () => {
    for (const name of readdirSync(join(root, 'media/walkthrough'))) {
      const svg = readFileSync(join(root, 'media/walkthrough', name), 'utf8');
      assert.match(svg, /var\(--vscode-foreground\)/);
      assert.doesNotMatch(svg, /#[0-9a-f]{3,6}\b/i, name);
    }
  });
});
