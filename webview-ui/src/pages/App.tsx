/** From an empty page to the panel: asks the host for its capture, and shows how far that is, or why it failed. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PanelState } from '../../../analyzer/protocol/webviewMessages.ts';
import type { Bridge } from '../bridge.ts';
import { ErrorNote, ProgressNote, type Progress } from '../components/Notices.tsx';
import { text } from '../strings.ts';
import type { VsCodeApi } from '../vscodeApi.ts';
import { Panel } from './Panel.tsx';

type Opening = { readonly at: 'opening' } | { readonly at: 'ready'; readonly start: PanelState } | { readonly at: 'failed'; readonly error: unknown };

export function App({ bridge, api }: { readonly bridge: Bridge; readonly api: VsCodeApi }): VNode {
  const [opening, setOpening] = useState<Opening>({ at: 'opening' });
  const [tries, setTries] = useState(0);
  const [abort, setAbort] = useState<AbortController | null>(null);
  const [progress, setProgress] = useState<Progress>({ stage: text('opening'), fraction: null });

  useEffect(() => {
    const controller = new AbortController();
    setAbort(controller);
    setOpening({ at: 'opening' });
    const stop = bridge.on('panel/progress', ({ stage, fraction }) => setProgress({ stage: stage || text('opening'), fraction }));
    bridge
      .ask('panel/start', null, controller.signal)
      .then((start) => setOpening({ at: 'ready', start }), (error: unknown) => setOpening({ at: 'failed', error }))
      .finally(stop);
    return stop;
  }, [tries]);

  if (opening.at === 'ready') return <Panel bridge={bridge} api={api} start={opening.start} />;
  if (opening.at === 'failed') return <ErrorNote error={opening.error} onRetry={() => setTries(tries + 1)} onSettings={() => void bridge.ask('host/openSettings', null).catch((error: unknown) => setOpening({ at: 'failed', error }))} />;
  return <ProgressNote {...progress} onCancel={() => abort?.abort()} />;
}
