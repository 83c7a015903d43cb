import { DropZone, type FileDropItem, FileTrigger, Text } from 'react-aria-components';
import { ActionButton } from '../controls/action-button.tsx';
import { useWords } from '../words/use-words.ts';

/** What the server can read; it looks at the bytes and not at these. */
const SUFFIXES = ['.xlsx', '.xlsm', '.xls', '.csv', '.tsv', '.txt', '.zip', '.html', '.htm'];

interface FileDropProps {
  readonly onFile: (file: File) => void;
  readonly label?: string;
}

/** A file is dropped here, or chosen. */
export function FileDrop({ onFile, label }: FileDropProps) {
  const { words } = useWords();
  return (
    <DropZone
      className="drop"
      getDropOperation={() => 'copy'}
      onDrop={({ items }) => {
        const dropped = items.find((item): item is FileDropItem => item.kind === 'file');
        if (dropped) void dropped.getFile().then(onFile);
      }}
    >
      <Text slot="label" className="drop-label">
        {label ?? words.form.drop}
      </Text>
      <span className="drop-or">{words.form.or}</span>
      <FileTrigger
        acceptedFileTypes={SUFFIXES}
        onSelect={(files) => {
          const chosen = files?.[0];
          if (chosen) onFile(chosen);
        }}
      >
        <ActionButton>{words.form.chooseFile}</ActionButton>
      </FileTrigger>
    </DropZone>
  );
}
