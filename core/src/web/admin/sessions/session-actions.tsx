import { SubmitButton } from '@tapline/sdk/ui';
import type { JSX } from 'preact';

interface SessionActionsProps {
  readonly session: { readonly id: string };
  /** The page to come back to. */
  readonly backTo: string;
}

/** Buttons of somebody who is online. */
export function SessionActions({ session, backTo }: SessionActionsProps): JSX.Element {
  const post = (action: string, icon: string, text: string, title: string): JSX.Element => (
    <form class="tl-inline-form" method="post" action={`/sessions/${session.id}/${action}`}>
      <input type="hidden" name="backTo" value={backTo} />
      <span title={title}>
        <SubmitButton look="plain" icon={icon} isSmall>
          {text}
        </SubmitButton>
      </span>
    </form>
  );
  return (
    <div class="d-flex flex-column align-items-start gap-1 mt-1">
      {post('apply', 'refresh', 'Apply now', 'Tell the router again what the line may')}
      {post('disconnect', 'plug-connected-x', 'Disconnect', 'End the session; the device may log in again')}
    </div>
  );
}
