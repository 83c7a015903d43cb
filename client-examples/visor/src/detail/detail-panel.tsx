import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { ActionBar } from '../actions/action-bar.tsx';
import { ActionButton } from '../controls/action-button.tsx';
import { readFragment } from '../generated/fragment-masking.ts';
import { hrefOf, type ViewedInRoute } from '../shell/route.ts';
import { ImportRowFragmentDocument } from '../visor/import-row-fragment.ts';
import { importStatus, progressParts } from '../visor/import-status.ts';
import { StatusBar } from '../visor/status-bar.tsx';
import { useWords } from '../words/use-words.ts';
import { EventLog } from './event-log.tsx';
import { Facts } from './facts.tsx';
import { Failure } from './failure.tsx';
import { Issues } from './issues.tsx';
import { RejectedRows } from './rejected-rows.tsx';
import { Totals } from './totals.tsx';
import { useDetail } from './use-detail.ts';

interface DetailPanelProps {
  readonly id: string;
  /** The list behind it. */
  readonly viewed: ViewedInRoute;
}

/** All there is to one import, over the list that it was opened from. */
export function DetailPanel({ id, viewed }: DetailPanelProps) {
  const wording = useWords();
  const { words, formats } = wording;
  const { detail, missing, reload } = useDetail(id);
  const row = readFragment(ImportRowFragmentDocument, detail);
  const close = () => {
    window.location.hash = hrefOf({ screen: 'visor', viewed });
  };
  return (
    <ModalOverlay
      className="overlay panel-overlay"
      isOpen
      isDismissable
      onOpenChange={(open) => !open && close()}
    >
      <Modal className="panel">
        <Dialog className="panel-dialog">
          <div className="panel-head">
            <Heading slot="title" level={2}>
              {row ? words.detail.title(formats.count(row.number)) : words.list.label}
            </Heading>
            <ActionButton kind="quiet" onPress={close}>
              {words.detail.close}
            </ActionButton>
          </div>
          {!row && <p className="panel-note">{missing ? words.detail.missing : words.list.loading}</p>}
          {row && detail && (
            <div className="panel-body">
              <p className="panel-what">
                <strong>{row.operador.name}</strong> · {row.tipoArchivo.name} · {formats.periodo(row.periodo)}
              </p>
              <StatusBar
                status={importStatus(row, wording)}
                percent={row.progress.percent}
                label={words.row.progress}
              />
              <p className="row-parts">{progressParts({ ...row, failure: null }, wording).join(' · ')}</p>
              <ActionBar import={row} onDone={reload} />
              <Failure import={detail} viewed={viewed} />
              <Totals import={detail} />
              <RejectedRows import={detail} onDone={reload} />
              <Issues import={detail} />
              <Facts import={detail} />
              <EventLog import={detail} />
            </div>
          )}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
