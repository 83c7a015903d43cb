import { useRef, useState } from 'react';
import { ProgressBar } from 'react-aria-components';
import { uploadFile } from '../api/upload-file.ts';
import { useApi } from '../api/use-api.ts';
import { ActionButton } from '../controls/action-button.tsx';
import { graphql } from '../generated/gql.ts';
import { hrefOf } from '../shell/route.ts';
import { useWords } from '../words/use-words.ts';
import { FileDrop } from './file-drop.tsx';

const Upload = graphql(`
  mutation Upload($input: UploadBillingFileInput!) {
    uploadBillingFile(input: $input) {
      __typename
      ... on ImportPayload { import { id } }
      ... on Problem { message }
      ... on FileProblem { hint }
      ... on DuplicateProblem { existing { id number } }
    }
  }
`);

interface Sending {
  readonly file: File;
  readonly percent: number;
  readonly stop: () => void;
}

interface Refused {
  readonly message: string;
  readonly hint?: string | null | undefined;
  readonly existing?: { readonly id: string; readonly number: number };
}

interface UploadCardProps {
  readonly id: string;
  readonly onUploaded: () => void;
}

/** Sends the file as soon as it is chosen, and leaves the start to a button. */
export function UploadCard({ id, onUploaded }: UploadCardProps) {
  const { words, formats } = useWords();
  const api = useApi();
  const [sending, setSending] = useState<Sending>();
  const [refused, setRefused] = useState<Refused>();
  const card = useRef<HTMLElement>(null);

  async function send(file: File) {
    const stopping = new AbortController();
    const stop = () => stopping.abort();
    setRefused(undefined);
    setSending({ file, percent: 0, stop });
    try {
      const onProgress = (sent: number, total: number) =>
        setSending({ file, percent: (100 * sent) / total, stop });
      const variables = { input: { id, file, start: false } };
      const { uploadBillingFile: answer } = await uploadFile(
        api,
        Upload,
        { variables, place: 'input.file', file },
        { onProgress, signal: stopping.signal },
      );
      if (answer.__typename === 'ImportPayload') return onUploaded();
      setRefused(answer);
    } catch {
      if (!stopping.signal.aborted) setRefused({ message: words.offline });
    }
    setSending(undefined);
  }

  return (
    <section className="card" aria-labelledby="archivo" ref={card}>
      <h2 id="archivo" className="card-title">
        {words.form.file}
      </h2>
      {refused && (
        <div className="problem" role="alert">
          <p>{refused.message}</p>
          {refused.hint && <p>{refused.hint}</p>}
          {refused.existing && (
            <a href={hrefOf({ screen: 'visor', id: refused.existing.id, viewed: { estado: 'FINALIZADO' } })}>
              {words.existing(formats.count(refused.existing.number))}
            </a>
          )}
        </div>
      )}
      {sending ? (
        <div className="sending">
          <p className="file-name">
            {sending.file.name} <span className="help">{formats.bytes(sending.file.size)}</span>
          </p>
          <ProgressBar
            className="status tone-run"
            aria-label={words.form.uploading(formats.percent(sending.percent))}
            value={sending.percent}
          >
            <div className="status-words">
              <span>
                {sending.percent < 100
                  ? words.form.uploading(formats.percent(sending.percent))
                  : words.form.stored}
              </span>
            </div>
            <div className="track">
              <div className="fill" style={{ transform: `scaleX(${sending.percent / 100})` }} />
            </div>
          </ProgressBar>
          <ActionButton onPress={sending.stop}>{words.form.stopUpload}</ActionButton>
        </div>
      ) : (
        <FileDrop onFile={send} />
      )}
    </section>
  );
}
