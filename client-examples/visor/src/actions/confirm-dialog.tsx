import { useState } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useApi } from '../api/use-api.ts';
import { ActionButton } from '../controls/action-button.tsx';
import { Field } from '../controls/field.tsx';
import { useWords } from '../words/use-words.ts';
import type { ConfirmedAction } from '../words/words.ts';
import { ACTION_MUTATIONS } from './action-mutations.ts';

interface ConfirmDialogProps {
  readonly action: ConfirmedAction;
  readonly id: string;
  readonly number: number;
  readonly onClose: () => void;
}

/** Asks before it is done; says in the API's own words why where it could not be. */
export function ConfirmDialog({ action, id, number, onClose }: ConfirmDialogProps) {
  const { words, formats } = useWords();
  const { client } = useApi();
  const [reason, setReason] = useState('');
  const [working, setWorking] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function act() {
    setWorking(true);
    const { data, error } = await client.mutation(ACTION_MUTATIONS[action], { id, reason }).toPromise();
    setWorking(false);
    if (data && 'import' in data.result) onClose();
    else
      setProblem(
        data && 'message' in data.result
          ? data.result.message
          : (error?.graphQLErrors[0]?.message ?? words.offline),
      );
  }

  return (
    <ModalOverlay
      className="overlay"
      isOpen
      isDismissable={!working}
      onOpenChange={(open) => !open && onClose()}
    >
      <Modal className="modal">
        <Dialog className="dialog" role="alertdialog">
          <Heading slot="title" level={2}>
            {words.confirm.title(words.actions[action], formats.count(number))}
          </Heading>
          <p>{words.confirm[action]}</p>
          {action === 'REVERT' && (
            <Field
              label={words.confirm.reason}
              help={words.confirm.reasonHelp}
              value={reason}
              onChange={setReason}
              autoFocus
              maxLength={500}
            />
          )}
          {problem && (
            <p className="problem" role="alert">
              {problem}
            </p>
          )}
          <div className="dialog-buttons">
            <ActionButton onPress={onClose} isDisabled={working} autoFocus={action !== 'REVERT'}>
              {words.confirm.back}
            </ActionButton>
            <ActionButton
              kind={action === 'RETRY' || action === 'CONFIRM' ? 'primary' : 'danger'}
              isDisabled={working || (action === 'REVERT' && reason.trim() === '')}
              onPress={act}
            >
              {working ? words.confirm.working : words.actions[action]}
            </ActionButton>
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
