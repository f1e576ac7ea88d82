/** The shortest path from an object to a root in words, each step with its line. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { PathStep, RetainingPath } from '../../../analyzer/protocol/rows.ts';
import { IconButton } from '../components/Icon.tsx';
import { LocationLink } from '../components/LocationLink.tsx';
import { EmptyNote, ErrorNote } from '../components/Notices.tsx';
import { usePanel } from '../components/panelContext.ts';
import { NodeName } from '../components/RowName.tsx';
import { valueText } from '../state/rows.ts';
import { text } from '../strings.ts';
import type { DetailTarget } from './TreePageView.tsx';

type Answer = { readonly path: RetainingPath } | { readonly error: unknown } | null;

export function PathView({ target: { handle, node } }: { readonly target: DetailTarget }): VNode {
  const { ask, copy } = usePanel();
  const [answer, setAnswer] = useState<Answer>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    setAnswer(null);
    ask('heap/path', { handle, node: node.node }, abort.signal).then(
      (path) => setAnswer({ path }),
      (error: unknown) => abort.signal.aborted || setAnswer({ error }),
    );
    return () => abort.abort();
  }, [handle, node.node, tries]);

  if (answer === null) return <EmptyNote>{text('loading')}</EmptyNote>;
  if ('error' in answer) return <ErrorNote error={answer.error} onRetry={() => setTries(tries + 1)} />;
  const { steps, sentence, reachesRoot } = answer.path;
  return (
    <div class="path" tabIndex={0} role="group" aria-label={text('pathOf', `${valueText(node)} @${node.nodeId}`)}>
      <p class="path-sentence">
        {reachesRoot ? sentence : text('unreachable')}
        {reachesRoot && <IconButton icon="copy" label={text('copyPath')} onClick={() => copy(sentence)} />}
      </p>
      <ol class="path-steps">
        {steps.map((step, index) => (
          <Step key={index} step={step} />
        ))}
      </ol>
    </div>
  );
}

function Step({ step: { words, node, location, owner } }: { readonly step: PathStep }): VNode {
  return (
    <li class={`path-step owner-${owner}`}>
      <span class="step-words">{words}</span>
      <span class="step-node">
        <NodeName node={node} />
      </span>
      {location && <LocationLink location={location} />}
    </li>
  );
}
