import { useState } from 'react';
import { useApi } from '../api/use-api.ts';
import { ActionButton } from '../controls/action-button.tsx';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import type { ImportAction, ImportPhase } from '../generated/graphql.ts';
import { hrefOf } from '../shell/route.ts';
import { useWords } from '../words/use-words.ts';
import type { ConfirmedAction } from '../words/words.ts';
import { ActionBarFragmentDocument } from './action-bar-fragment.ts';
import { ACTION_MUTATIONS } from './action-mutations.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

interface ActionBarProps {
  readonly import: FragmentType<typeof ActionBarFragmentDocument>;
  /** In a list the buttons need the number to be told apart by those who hear them. */
  readonly compact?: boolean;
  readonly onDone?: () => void;
}

const CONFIRMED: readonly ImportAction[] = ['DELETE', 'CONFIRM', 'CANCEL', 'RETRY', 'REVERT'];

/** A button for each mutation that would succeed now. */
export function ActionBar({ import: data, compact = false, onDone }: ActionBarProps) {
  const { id, number, actions, phase } = readFragment(ActionBarFragmentDocument, data);
  const { words, formats } = useWords();
  const { client } = useApi();
  const [asking, setAsking] = useState<ConfirmedAction>();
  const shown = actions.filter((action) => isShown(action, compact, phase));

  const close = () => {
    setAsking(undefined);
    onDone?.();
  };

  return (
    <>
      <div className="actions">
        {shown.map((action) => {
          const label = compact ? `${words.actions[action]}, ${formats.count(number)}` : undefined;
          if (action === 'UPLOAD_FILE')
            return (
              <a key={action} className="button" href={hrefOf({ screen: 'importar', id })} aria-label={label}>
                {words.actions[action]}
              </a>
            );
          return (
            <ActionButton
              key={action}
              kind={action === 'START' || action === 'CONFIRM' ? 'primary' : 'plain'}
              {...(label ? { 'aria-label': label } : {})}
              onPress={() => {
                if (isConfirmed(action)) setAsking(action);
                else if (action === 'START')
                  void client.mutation(ACTION_MUTATIONS.START, { id, reason: '' }).toPromise().then(onDone);
              }}
            >
              {words.actions[action]}
            </ActionButton>
          );
        })}
      </div>
      {asking && <ConfirmDialog action={asking} id={id} number={number} onClose={close} />}
    </>
  );
}

/** What a list leaves to the details, and what those show in another place. */
function isShown(action: ImportAction, compact: boolean, phase: ImportPhase): boolean {
  switch (action) {
    case 'REPROCESS_ROWS':
    case 'DOWNLOAD_REJECTED':
      return false;
    case 'REVERT':
      return !compact;
    case 'UPLOAD_FILE':
      return !compact || phase === 'AWAITING_FILE';
    default:
      return true;
  }
}

function isConfirmed(action: ImportAction): action is ConfirmedAction {
  return CONFIRMED.includes(action);
}
