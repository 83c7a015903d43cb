import { useState } from 'react';
import { uploadFile } from '../api/upload-file.ts';
import { useApi } from '../api/use-api.ts';
import { ActionButton } from '../controls/action-button.tsx';
import { type FragmentType, readFragment } from '../generated/fragment-masking.ts';
import { graphql } from '../generated/gql.ts';
import { FileDrop } from '../importar/file-drop.tsx';
import { useWords } from '../words/use-words.ts';

const RejectedRowsFragment = graphql(`
  fragment RejectedRows on Import { id actions }
`);
const RejectedFile = graphql(`
  query RejectedFile($id: ID!) { import(id: $id) { id rejectedRowsFile { url name } } }
`);
const Reprocess = graphql(`
  mutation Reprocess($id: ID!, $file: Upload!) {
    reprocessRows(id: $id, file: $file) {
      __typename
      ... on ImportPayload { import { id progress { rowsAccepted } } }
      ... on Problem { message }
      ... on FileProblem { hint }
      ... on ValidationProblem { fields { path message } }
    }
  }
`);

interface RejectedRowsProps {
  readonly import: FragmentType<typeof RejectedRowsFragment>;
  readonly onDone: () => void;
}

/** Rejected rows are downloaded, corrected, and dropped back. */
export function RejectedRows({ import: data, onDone }: RejectedRowsProps) {
  const { words, formats } = useWords();
  const api = useApi();
  const { id, actions } = readFragment(RejectedRowsFragment, data);
  const [said, setSaid] = useState<{ readonly problems: readonly string[]; readonly done?: string }>({
    problems: [],
  });
  const [percent, setPercent] = useState<number>();

  async function download() {
    const asked = api.client.query(RejectedFile, { id }, { requestPolicy: 'network-only' });
    const { data: answer } = await asked.toPromise();
    const file = answer?.import?.rejectedRowsFile;
    if (file) window.location.assign(file.url);
    else setSaid({ problems: [words.offline] });
  }

  async function bringBack(file: File) {
    setSaid({ problems: [] });
    setPercent(0);
    try {
      const onProgress = (sent: number, total: number) => setPercent((100 * sent) / total);
      const { reprocessRows: answer } = await uploadFile(
        api,
        Reprocess,
        { variables: { id, file }, place: 'file', file },
        { onProgress, signal: new AbortController().signal },
      );
      if (answer.__typename === 'ImportPayload') {
        const accepted = formats.count(answer.import.progress.rowsAccepted);
        setSaid({ problems: [], done: words.detail.reprocessed(accepted) });
        onDone();
      } else if (answer.__typename === 'ValidationProblem')
        setSaid({ problems: answer.fields.map(({ message }) => message) });
      else setSaid({ problems: [answer.message] });
    } catch {
      setSaid({ problems: [words.offline] });
    }
    setPercent(undefined);
  }

  const canDownload = actions.includes('DOWNLOAD_REJECTED');
  if (!canDownload && !said.done) return null;
  return (
    <section className="rejected" aria-labelledby="rejected">
      <h3 id="rejected">{words.detail.rejectedTitle}</h3>
      {canDownload && <p className="help">{words.detail.rejectedHelp}</p>}
      {canDownload && (
        <ActionButton kind="primary" onPress={download}>
          {words.detail.download}
        </ActionButton>
      )}
      {said.problems.map((problem) => (
        <p key={problem} className="problem" role="alert">
          {problem}
        </p>
      ))}
      {said.done && (
        <p className="done" role="status">
          {said.done}
        </p>
      )}
      {percent !== undefined && (
        <p role="status">
          {percent < 100 ? words.form.uploading(formats.percent(percent)) : words.form.stored}
        </p>
      )}
      {percent === undefined && actions.includes('REPROCESS_ROWS') && (
        <FileDrop onFile={bringBack} label={words.detail.corrected} />
      )}
    </section>
  );
}
