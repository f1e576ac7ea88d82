/** The top of the panel: its pages as tabs, the filter, and how numbers are shown. */
import type { VNode } from 'preact';
import type { CaptureChoice, PanelPage } from '../../../analyzer/protocol/webviewMessages.ts';
import type { BaseChoice } from '../hooks/useBase.ts';
import { text } from '../strings.ts';
import { Select } from './elements.ts';
import { FilterBox } from './FilterBox.tsx';
import { Tabs } from './Tabs.tsx';

const PAGES = ['summary', 'comparison', 'containment', 'dominators', 'statistics'] as const satisfies readonly PanelPage[];

interface ToolbarProps {
  readonly page: PanelPage;
  readonly panelId: string;
  /** Null where there is nothing to filter. */
  readonly filter: string | null;
  readonly showsPercent: boolean;
  readonly showsUnits: boolean;
  readonly choices: readonly CaptureChoice[];
  readonly base: BaseChoice;
  onPage(page: PanelPage): void;
  onFilter(filter: string): void;
  onNodeId(nodeId: number): void;
  onLeaveFilter(): void;
  onPercent(): void;
  onUnits(): void;
}

export function Toolbar(props: ToolbarProps): VNode {
  const { page, panelId, filter, showsPercent, showsUnits, choices, base, onPage, onFilter, onNodeId, onLeaveFilter, onPercent, onUnits } = props;
  return (
    <header class="toolbar">
      <Tabs label={text('pages')} tabs={PAGES.map((id) => ({ id, label: text(id) }))} current={page as (typeof PAGES)[number]} panelId={panelId} onChange={onPage} />
      <div class="toolbar-end">
        {page === 'comparison' && (choices.length > 0 || base.base) && <BaseChooser choices={choices} base={base} />}
        {filter !== null && <FilterBox value={filter} onFilter={onFilter} onNodeId={onNodeId} onLeave={onLeaveFilter} />}
        <Switch sign="%" label={text('showPercent')} isOn={showsPercent} onSwitch={onPercent} />
        <Switch sign="MB" label={text('showUnits')} isOn={showsUnits} onSwitch={onUnits} />
      </div>
    </header>
  );
}

function Switch({ sign, label, isOn, onSwitch }: { readonly sign: string; readonly label: string; readonly isOn: boolean; onSwitch(): void }): VNode {
  return (
    <button type="button" class="icon-button" title={label} aria-label={label} aria-pressed={isOn} onClick={onSwitch}>
      <span class="switch-sign" aria-hidden="true">
        {sign}
      </span>
    </button>
  );
}

/** A base that the host chose may be in no list: it gets an entry of its own. */
const UNLISTED = '';

function BaseChooser({ choices, base: { base, opening, choose } }: { readonly choices: readonly CaptureChoice[]; readonly base: BaseChoice }): VNode {
  const current = opening ?? base?.path ?? UNLISTED;
  const listed = choices.map(({ path, label, takenAtMs }) => ({ value: path, label, description: takenAtMs > 0 ? new Date(takenAtMs).toLocaleString() : path }));
  const options = current === UNLISTED ? [{ value: UNLISTED, label: base?.label ?? text('chooseBase') }, ...listed] : listed;
  return (
    <span class="base-chooser">
      <span class="dim">{text('comparing')}</span>
      <Select key={current} label={text('compareWith')} value={current} options={options} onChange={(path) => path !== UNLISTED && choose(path)} />
    </span>
  );
}
