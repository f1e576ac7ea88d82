/** A warning above a comparison whose two captures do not number their objects alike: new and deleted mean nothing there. */
import type { VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { CaptureHandle } from '../../../analyzer/protocol/units.ts';
import { text } from '../strings.ts';
import { Icon } from './Icon.tsx';
import { usePanel } from './panelContext.ts';

export function IdentityNotice({ base, target }: { readonly base: CaptureHandle; readonly target: CaptureHandle }): VNode | null {
  const { ask } = usePanel();
  const [canFollow, setCanFollow] = useState(true);
  useEffect(() => {
    const leaving = new AbortController();
    ask('diff/classes', { base, target, offset: 0, limit: 0 }, leaving.signal).then(
      (page) => setCanFollow(page.canFollow),
      () => {}, // the table below asks the same and shows the failure
    );
    return () => leaving.abort();
  }, [base, target]);
  if (canFollow) return null;
  return (
    <p class="identity-notice" role="status">
      <Icon name="warning" /> {text('cannotFollow')}
    </p>
  );
}
